using System;
using System.Collections.Generic;
using System.IO;
using Moodvox.Client;
using Moodvox.Editor;
using Moodvox.Protocol;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Tests {
    /// <summary>Recordings that a game has learnt, and lines that `moodvox bake` has made.</summary>
    static class Learning {
        /// <summary>A clip in stereo is learnt while the sidecar still starts, and speaks.</summary>
        public static void Run(MoodvoxConnection connection, string wav, string voice) {
            float[] mono;
            int rateHz;
            if (!WavFile.TryRead(File.ReadAllBytes(wav), out mono, out rateHz)) throw new InvalidDataException(wav);
            var stereo = new float[2 * mono.Length];
            for (int i = 0; i < stereo.Length; i++) stereo[i] = mono[i / 2];
            AudioClip clip = AudioClip.Create("recording", mono.Length, 2, rateHz, false);
            clip.SetData(stereo, 0);
            Await(connection.EnrollAsync("tom", clip, voice: voice));
            Stage.Until(() => Stage.Heard.Count > 0, () => { });
            Enrolment again = Done(connection.EnrollAsync("tom", mono, rateHz, voice: voice));
            Enrolment replaced = Done(connection.EnrollAsync("tom", Silenced(mono), rateHz, voice: voice, replace: true));
            Enrolment nameless = Done(connection.EnrollAsync("", mono, rateHz, voice: voice));
            Enrolment brief = Done(connection.EnrollAsync("ann", new float[2400], 24000, voice: voice));
            AudioClip locked = AudioClip.Create("locked", 10, 1, 24000, true);
            var take = new Take(connection.Client, new Speak { Character = "Tom", Text = "good dog.", Voice = voice, Speaker = "tom" });
            Stage.Until(() => take.IsOver, () => { });
            Console.WriteLine(Stage.Heard[0]);
            Console.WriteLine("take " + take.IsGood + " " + (take.Samples.Length > 0));
            Console.WriteLine("again " + again.Fault);
            Console.WriteLine("replaced " + (replaced.Fault == null && replaced.Enrolled.Replaced));
            Console.WriteLine("nameless " + nameless.Fault);
            Console.WriteLine("brief " + brief.Fault);
            Console.WriteLine("locked " + connection.EnrollAsync("bob", locked).Fault.Message);
            Enrolment left = connection.EnrollAsync("late", mono, rateHz, voice: voice);
            MoodvoxLifetime.CloseAll();
            Console.WriteLine("left " + left.IsOver + " " + left.Fault.Message);
            Application.platform = RuntimePlatform.Android;
            Console.WriteLine("phone " + connection.EnrollAsync("late", mono, rateHz).Fault.Message);
        }

        /// <summary>unity.json of the command line becomes an asset that speaks on a phone.</summary>
        public static void Imported(MoodvoxConnection connection) {
            Directory.SetCurrentDirectory(Environment.GetEnvironmentVariable("STAGE_FOLDER"));
            Application.platform = RuntimePlatform.Android;
            BakedVoices asset = BakedAsset.Import(Path.GetFullPath("Assets/Voices/unity.json"));
            Console.WriteLine(string.Join("/", Debug.Said.ToArray()));
            Stage.Set(connection, "baked", asset);
            Console.WriteLine(Desk.Spoken(connection, "Marta", "[angry] bad dog."));
            Debug.Said.Clear();
            File.Delete("Assets/Voices/bad.wav");
            Console.WriteLine(BakedAsset.Import(Path.GetFullPath("Assets/Voices/unity.json")) == asset);
            Console.WriteLine(BakedAsset.Import(Path.GetFullPath("Assets/Voices/manifest.json")) == null);
            Console.WriteLine(BakedAsset.Import(Path.GetFullPath("elsewhere.json")) == null);
            Console.WriteLine(string.Join("/", Debug.Said.ToArray()).Replace(Directory.GetCurrentDirectory(), "HERE"));
        }

        static async void Await(Enrolment enrolment) {
            Enrolment over = await enrolment;
            Stage.Heard.Add("learnt " + (over.Fault == null ? over.Enrolled.Name + " of " + over.Enrolled.Voice : over.Fault.ToString()));
        }

        static Enrolment Done(Enrolment enrolment) {
            Stage.Until(() => enrolment.IsOver, () => { });
            return enrolment;
        }

        /// <summary>Another recording, of the same voice.</summary>
        static float[] Silenced(float[] samples) {
            var other = (float[])samples.Clone();
            Array.Clear(other, 0, 240);
            for (int i = 0; i < other.Length; i++) other[i] *= 0.9f;
            return other;
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using Moodvox.Client;
using Moodvox.Editor;
using Moodvox.Protocol;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Tests {
    /// <summary>The editor's window as hands use it: keys, play, a drawn curve, a recording.</summary>
    static class Window {
        const string Long = "one fox, two dogs and three lazy cats run home, and nobody knows when they come back again.";
        static MoodvoxWindow _window;

        public static void Run(MoodvoxConnection connection, string voice) {
            SidecarClient client = connection.Client;
            Stage.Until(() => client.State == LinkState.Ready, () => { });
            _window = ScriptableObject.CreateInstance<MoodvoxWindow>();
            Stage.Set(_window, "connection", connection);
            Stage.Set(_window, "character", "Marta");
            Stage.Set(_window, "voice", Math.Max(0, client.Ready.Voices.FindIndex(one => one.Name == voice)));
            Heard();
            Checked();
            Drawn();
            Enrolled(client, voice);
            MoodvoxLifetime.CloseAll();
        }

        /// <summary>From the last key, and at once the play button, to the first sample that a
        /// loudspeaker has read. The first round warms up.</summary>
        static void Heard() {
            var took = new List<double>();
            bool whole = true, streamed = false;
            for (int round = 0; round < 8; round++) {
                AudioUtil.FirstSoundS = -1.0;
                double began = EditorApplication.timeSinceStartup;
                Type(Long + " " + new string('a', round));
                Stage.Set(_window, "_playWhenMade", true);
                Stage.Until(() => AudioUtil.FirstSoundS >= 0.0, Look);
                if (round > 0) took.Add((AudioUtil.FirstSoundS - began) * 1000.0);
                Take take = Get<Take>("_take");
                streamed |= !take.IsOver;
                Stage.Until(() => take.IsOver, Look);
                // Silence stands between samples where a busy machine was late with some.
                var made = new List<float>(take.Samples).FindAll(sample => sample != 0f);
                Stage.Until(() => Sounds().Count >= made.Count, Look);
                var heard = Sounds();
                whole &= heard.Count == made.Count;
                for (int i = 0; whole && i < made.Count; i++) whole = heard[i] == made[i];
            }
            took.Sort();
            Console.WriteLine(took[took.Count / 2].ToString("0.0") + " " + took[took.Count - 1].ToString("0.0") + " " + whole + " " + streamed);
        }

        static List<float> Sounds() => AudioUtil.Heard.FindAll(sample => sample != 0f);

        static void Checked() {
            Type("[angyr] dog, [puase 1s] cat.");
            Stage.Until(() => Get<List<Finding>>("_findings").Count > 0, Look);
            Console.WriteLine(LineMarkup.Faults(Get<List<Finding>>("_findings")).Replace('\n', '/'));
        }

        /// <summary>A curve of four points as tags, twice: without and with a take.</summary>
        static void Drawn() {
            Draw();
            Type(Long);
            Stage.Set(_window, "_take", null);
            Stage.Send(_window, "WriteMood");
            Console.WriteLine(Get<string>("_told"));
            Stage.Until(() => Get<Take>("_take") != null && Get<Take>("_take").IsOver, Look);
            Take take = Get<Take>("_take");
            Draw();
            Stage.Send(_window, "WriteMood");
            string tagged = Get<string>("text");
            Console.WriteLine(tagged);
            Console.WriteLine(TaggedText.Plain(tagged) == Long && take.IsGood);
        }

        static void Draw() {
            var strength = new AnimationCurve(new UnityEngine.Keyframe(0f, 0.2f), new UnityEngine.Keyframe(0.3f, 1f), new UnityEngine.Keyframe(0.6f, 0.1f), new UnityEngine.Keyframe(1f, 0.9f));
            Get<MoodPanel>("_mood").Set("angry", 1f, strength, 4f);
        }

        static void Enrolled(SidecarClient client, string voice) {
            string file = Path.GetTempFileName();
            var hum = new float[96000];
            for (int i = 0; i < hum.Length; i++) hum[i] = 0.3f * (float)Math.Sin(i * 0.05);
            File.WriteAllBytes(file, WavFile.Bytes(hum, 24000));
            var panel = new EnrollPanel();
            panel.Learn(client, voice, file, "speaker", "tom", false);
            Stage.Until(() => panel.Tick(), () => { });
            Console.WriteLine(panel.Told);
            File.WriteAllText(file, "no sound");
            panel.Learn(client, voice, file, "speaker", "tom", false);
            Console.WriteLine(panel.Told.Replace(Path.GetFileName(file), "FILE"));
            File.Delete(file);
        }

        static void Type(string text) {
            Stage.Set(_window, "text", text);
            Stage.Send(_window, "Changed");
        }

        static void Look() {
            Stage.Send(_window, "Look");
            AudioUtil.Read();
        }

        static T Get<T>(string field) => (T)typeof(MoodvoxWindow).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic).GetValue(_window);
    }
}

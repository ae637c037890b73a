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
    /// <summary>The editor's part: a scene is baked, baked again, and speaks on a phone.</summary>
    static class Desk {
        const string Rows = "Marta: [angry] bad dog. #bad\nMarta (calm 0.5): good dog.\nBram: [angyr] no. #faulty\n";
        const string Folder = "Assets/Moodvox Baked/yard";

        public static void Run(MoodvoxConnection connection) {
            Directory.SetCurrentDirectory(Environment.GetEnvironmentVariable("STAGE_FOLDER"));
            File.WriteAllText("yard.mood", Rows);
            SidecarClient client = connection.Client;
            Stage.Until(() => client.State == LinkState.Ready, () => { });
            Baked(connection, Rows);
            Baked(connection, Rows.Replace("bad dog", "bad cat"));
            Hashed(connection);
            Speak(connection);
            Others();
        }

        static void Baked(MoodvoxConnection connection, string rows) {
            Debug.Said.Clear();
            SceneBake bake = SceneBake.Begin(connection, new SceneFile(rows), Path.GetFullPath("yard.mood"));
            Stage.Until(() => bake.IsOver, () => bake.Tick());
            Console.WriteLine(bake.Account + "; said " + Debug.Said.Count + "; wavs " + Directory.GetFiles(Folder, "*.wav").Length);
        }

        /// <summary>Clips that a source plays, in place of a sidecar.</summary>
        static void Speak(MoodvoxConnection connection) {
            Stage.Set(connection, "baked", AssetDatabase.LoadAssetAtPath<BakedVoices>(Folder + "/baked.asset"));
            MoodvoxLifetime.CloseAll();
            Application.platform = RuntimePlatform.Android;
            MoodvoxVoice voice = Stage.Voice(connection, "Marta");
            AudioSource source = voice.GetComponent<AudioSource>();
            SpokenLine line = voice.Say("[calm 0.5] good dog.");
            SpokenLine next = voice.Say("[angry] bad cat.");
            SpokenLine none = voice.Say("nobody baked this.");
            Play(voice, source, next);
            Console.WriteLine(string.Join("|", Stage.Heard.ToArray()));
            Console.WriteLine(line.End + " " + next.End + " " + none.End);
        }

        /// <summary>What is heard of one line.</summary>
        internal static string Spoken(MoodvoxConnection connection, string character, string text) {
            MoodvoxVoice voice = Stage.Voice(connection, character);
            Play(voice, voice.GetComponent<AudioSource>(), voice.Say(text));
            return string.Join("|", Stage.Heard.ToArray());
        }

        static void Play(MoodvoxVoice voice, AudioSource source, SpokenLine last) {
            Stage.Until(() => last.IsOver, () => {
                Stage.Send(voice, "Update");
                if (source.isPlaying) source.timeSamples += 2400;
                if (source.clip != null && source.timeSamples >= source.clip.samples) {
                    source.timeSamples = 0;
                    source.isPlaying = false;
                }
            });
        }

        /// <summary>What the connection's project says counts, wherever the scene lies.</summary>
        static void Hashed(MoodvoxConnection connection) {
            Directory.CreateDirectory("game/words");
            File.WriteAllText("game/moodvox.toml", "[presets]\n");
            File.WriteAllText("moodvox.toml", "of nobody");
            Stage.Set(connection, "project", Path.GetFullPath("game"));
            string before = SceneBake.ProjectText(connection.ProjectFolder);
            File.WriteAllText("game/words/names.lexicon", "Kylo K AY1 L OW0\n");
            string after = SceneBake.ProjectText(connection.ProjectFolder);
            Stage.Set(connection, "project", "");
            Console.WriteLine(before.Replace('\n', ' ') + "|" + after.Replace('\n', ' ') + "|" + connection.ProjectFolder);
        }

        static void Others() {
            Console.WriteLine(MoodvoxBuildStep.StreamingAssets(BuildTarget.StandaloneWindows64, "out/Game.exe")
                + "|" + MoodvoxBuildStep.StreamingAssets(BuildTarget.StandaloneOSX, "out/Game.app")
                + "|" + (MoodvoxBuildStep.StreamingAssets(BuildTarget.WebGL, "out") ?? "none"));
            Directory.CreateDirectory("sidecar/lib");
            File.WriteAllText("sidecar/lib/a", "aa");
            File.WriteAllText("sidecar/b", "b");
            Directory.CreateDirectory("player/old");
            Console.WriteLine(FolderCopy.Copy("sidecar", "player") + " " + File.Exists("player/lib/a") + " " + Directory.Exists("player/old"));
            var found = new List<Finding> { new Finding { Line = 1, Column = 10, IsError = true, Message = "y" }, new Finding { Line = 2, Column = 2, Message = "z", Hint = "w" } };
            Console.WriteLine(LineMarkup.Of("a [b] c [d]", found) + "|" + LineMarkup.Faults(found).Replace('\n', '/'));
            Console.WriteLine(new MoodPanel().Points() == null && BakedManifest.Parse("{\"format\": 2}") == null && BakedManifest.Parse("{\"moodvox_baked\": [{\"a\": 1}], \"lines\": []}") == null && BakedManifest.Parse("{") == null);
        }
    }
}

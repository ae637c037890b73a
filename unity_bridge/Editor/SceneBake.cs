using System.Collections.Generic;
using System.IO;
using Moodvox.Client;
using Moodvox.Protocol;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>A scene made into WAVs, a manifest and an asset, in "Assets/Moodvox Baked/NAME".
    /// Role: files and imports around a BakeJob; a line whose fingerprint is known is left as it
    /// is. The main thread.</summary>
    sealed class SceneBake {
        readonly string _folder;
        readonly string _project;
        readonly Ready _ready;
        readonly BakedManifest _manifest = new BakedManifest { format = BakedManifest.Version };
        readonly Dictionary<Speak, BakedLine> _places = new Dictionary<Speak, BakedLine>();
        readonly int _unchanged;
        readonly BakeJob _job;
        bool _written;

        /// <summary>null if there is no sidecar.</summary>
        public static SceneBake Begin(MoodvoxConnection connection, SceneFile scene, string path) {
            SidecarClient client = connection.Client;
            if (client == null || client.State != LinkState.Ready) {
                Debug.LogWarning("Moodvox: the sidecar is not ready yet");
                return null;
            }
            return new SceneBake(client, scene, path, connection.ProjectFolder);
        }

        SceneBake(SidecarClient client, SceneFile scene, string path, string project) {
            _ready = client.Ready;
            _folder = "Assets/Moodvox Baked/" + Path.GetFileNameWithoutExtension(path);
            Directory.CreateDirectory(_folder);
            _project = ProjectText(project);
            Dictionary<string, BakedLine> before = Before();
            var requests = new List<Speak>();
            foreach (SceneLine line in scene.Lines) {
                var request = new Speak { Character = line.Character, Text = line.Spoken, Line = line.Id };
                var baked = new BakedLine {
                    character = line.Character, text = line.Spoken, fingerprint = Fingerprint.Of(request, _ready, _project),
                    file = (line.Id.Length > 0 ? line.Id : "row-" + line.Row) + ".wav",
                };
                BakedLine old;
                if (before.TryGetValue(baked.fingerprint, out old) && old.file == baked.file && File.Exists(Path.Combine(_folder, old.file))) {
                    _manifest.lines.Add(old);
                    _unchanged++;
                    continue;
                }
                _manifest.lines.Add(baked);
                _places[request] = baked;
                requests.Add(request);
            }
            _job = new BakeJob(client, requests, Keep);
        }

        public bool IsOver => _written;
        public float Progress => _job.Total == 0 ? 1f : (float)_job.Finished / _job.Total;
        public string Account => _job.Finished + " of " + _job.Total + " lines, " + _unchanged + " unchanged";

        public void Cancel() {
            _job.Cancel();
        }

        /// <summary>Whether something is new to show.</summary>
        public bool Tick() {
            int finished = _job.Finished;
            _job.Tick();
            if (_job.IsOver && !_written) WriteAll();
            return _job.Finished != finished || _written;
        }

        void Keep(Take take) {
            BakedLine line = _places[take.Request];
            File.WriteAllBytes(Path.Combine(_folder, line.file), WavFile.Bytes(take.Samples, take.SampleRateHz));
            line.sample_rate_hz = take.SampleRateHz;
            line.samples = take.Samples.Length;
            foreach (Mark mark in take.TakeMarks())
                line.marks.Add(new BakedMark {
                    kind = mark.Kind.ToString().ToLowerInvariant(), text = mark.Text, first_sample = mark.FirstSample,
                    samples = mark.Samples, start = mark.Start, end = mark.End,
                });
            foreach (KeyValuePair<long, Weights> moved in take.Line.Moods()) {
                var mood = new BakedMood { first_sample = moved.Key };
                for (int i = 0; i < moved.Value.Count; i++)
                    mood.mood.Add(new MoodWeight { emotion = moved.Value.Name(i), weight = (float)moved.Value.Value(i) });
                line.moods.Add(mood);
            }
        }

        void WriteAll() {
            _written = true;
            _manifest.lines.RemoveAll(line => line.samples == 0);
            string manifest = _folder + "/manifest.json";
            File.WriteAllText(manifest, JsonUtility.ToJson(_manifest, true));
            BakedVoices asset = BakedAsset.Make(manifest, _folder + "/baked.asset");
            foreach (KeyValuePair<Speak, Fault> failed in _job.Failed)
                Debug.LogError("Moodvox: not baked: " + failed.Key.Character + ": " + failed.Key.Text + ": " + failed.Value);
            Debug.Log("Moodvox: " + Account + (_job.IsCancelled ? ", cancelled" : "") + ", in " + _folder, asset);
        }

        Dictionary<string, BakedLine> Before() {
            var before = new Dictionary<string, BakedLine>();
            string path = Path.Combine(_folder, "manifest.json");
            BakedManifest manifest = File.Exists(path) ? BakedManifest.Parse(File.ReadAllText(path)) : null;
            if (manifest == null) return before;
            foreach (BakedLine line in manifest.lines) before[line.fingerprint] = line;
            return before;
        }

        /// <summary>Of all files that say how lines sound, in a fixed order.</summary>
        internal static string ProjectText(string folder) {
            if (!Directory.Exists(folder)) return "";
            var files = new List<string>();
            foreach (string pattern in new[] { "moodvox.toml", "moodvox.takes.json", "*.lexicon" })
                files.AddRange(Directory.GetFiles(folder, pattern, SearchOption.AllDirectories));
            files.Sort(string.CompareOrdinal);
            return string.Concat(files.ConvertAll(File.ReadAllText).ToArray());
        }
    }
}

using System.Collections.Generic;
using System.IO;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>A BakedVoices asset from a manifest and the sounds beside it. Role: what the window
    /// bakes, and what `moodvox bake` has written (unity.json), become what a connection can name.
    /// The main thread.</summary>
    static class BakedAsset {
        [MenuItem("Tools/Moodvox/Baked Voices From unity.json...")]
        static void Choose() {
            string chosen = EditorUtility.OpenFilePanel("unity.json of 'moodvox bake'", "Assets", "json");
            if (chosen.Length > 0) Import(chosen);
        }

        /// <summary>The asset "baked" beside a manifest anywhere below Assets; null, and said why, if
        /// it is none or lies elsewhere.</summary>
        internal static BakedVoices Import(string file) {
            string manifest = InProject(file);
            if (manifest == null) {
                Debug.LogError("Moodvox: '" + file + "' is not in this project: put the folder that 'moodvox bake' made below Assets");
                return null;
            }
            if (BakedManifest.Parse(File.ReadAllText(file)) == null) {
                Debug.LogError("Moodvox: '" + manifest + "' is no manifest of version " + BakedManifest.Version + ": choose unity.json, not manifest.json");
                return null;
            }
            BakedVoices asset = Make(manifest, Path.GetDirectoryName(manifest).Replace('\\', '/') + "/baked.asset");
            Debug.Log("Moodvox: made " + AssetDatabase.GetAssetPath(asset) + "; name it as 'baked' in your connection", asset);
            return asset;
        }

        /// <summary>Make the asset, or fill the one that is there. Sounds that are missing are said.</summary>
        /// <param name="manifest">Path from the project, as that of the asset.</param>
        internal static BakedVoices Make(string manifest, string path) {
            AssetDatabase.Refresh();
            string folder = Path.GetDirectoryName(manifest).Replace('\\', '/');
            var clips = new List<AudioClip>();
            int missing = 0;
            string example = "";
            foreach (BakedLine line in BakedManifest.Parse(File.ReadAllText(manifest)).lines) {
                string file = folder + "/" + line.file;
                AudioClip clip = AssetDatabase.LoadAssetAtPath<AudioClip>(file);
                clips.Add(clip);
                if (clip != null) continue;
                missing++;
                example = file;
            }
            if (missing > 0)
                Debug.LogError("Moodvox: " + missing + " of " + clips.Count + " sounds cannot be played, such as '" + example + "': Unity reads WAV and OGG, not FLAC");
            BakedVoices asset = AssetDatabase.LoadAssetAtPath<BakedVoices>(path);
            if (asset == null) {
                asset = ScriptableObject.CreateInstance<BakedVoices>();
                AssetDatabase.CreateAsset(asset, path);
            }
            asset.Set(AssetDatabase.LoadAssetAtPath<TextAsset>(manifest), clips);
            EditorUtility.SetDirty(asset);
            AssetDatabase.SaveAssets();
            return asset;
        }

        /// <summary>"Assets/..." of a path in any form; null if it is not below Assets.</summary>
        static string InProject(string file) {
            string assets = Path.GetFullPath(Application.dataPath).Replace('\\', '/');
            string full = Path.GetFullPath(file).Replace('\\', '/');
            return full.StartsWith(assets + "/", System.StringComparison.Ordinal) ? "Assets" + full.Substring(assets.Length) : null;
        }
    }
}

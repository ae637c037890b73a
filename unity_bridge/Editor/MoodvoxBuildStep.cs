using System.Collections.Generic;
using System.IO;
using UnityEditor;
using UnityEditor.Build;
using UnityEditor.Build.Reporting;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>Puts the sidecar into a player. Role: copies the one-folder sidecar named by the
    /// editor setting MoodvoxSidecarFolder (Moodvox > Sidecar Folder...) into the player's
    /// StreamingAssets where a sidecar can run, says what it did, and warns of players that have
    /// neither it nor baked lines. The main thread.</summary>
    sealed class MoodvoxBuildStep : IPostprocessBuildWithReport {
        const string Setting = "MoodvoxSidecarFolder";

        public int callbackOrder => 0;

        [MenuItem("Tools/Moodvox/Sidecar Folder...")]
        static void Choose() {
            string folder = EditorUtility.OpenFolderPanel("Folder of the one-folder sidecar", EditorUserSettings.GetConfigValue(Setting) ?? "", "");
            if (folder.Length > 0) EditorUserSettings.SetConfigValue(Setting, folder);
        }

        public void OnPostprocessBuild(BuildReport report) {
            if (Count("MoodvoxConnection") == 0) return;
            Debug.Log("Moodvox: " + Count("BakedVoices") + " baked assets are in this project; those that a connection names are in the player");
            string target = StreamingAssets(report.summary.platform, report.summary.outputPath);
            string source = EditorUserSettings.GetConfigValue(Setting) ?? "";
            if (target == null) {
                Debug.Log("Moodvox: no sidecar can run on " + report.summary.platform + "; lines that are baked speak there, others fail clearly");
                return;
            }
            if (source.Length == 0 || !Directory.Exists(source)) {
                Debug.LogWarning("Moodvox: no sidecar was copied: choose its folder with Tools > Moodvox > Sidecar Folder...");
                return;
            }
            string into = Path.Combine(target, "moodvox");
            long bytes = FolderCopy.Copy(source, into);
            Debug.Log("Moodvox: copied the sidecar, " + (bytes >> 20) + " MiB, to " + into);
        }

        static int Count(string type) => AssetDatabase.FindAssets("t:" + type).Length;

        /// <summary>Of a player that was built; null where no sidecar can run.</summary>
        internal static string StreamingAssets(BuildTarget platform, string player) {
            string data = Path.Combine(Path.GetDirectoryName(player), Path.GetFileNameWithoutExtension(player) + "_Data");
            switch (platform) {
                case BuildTarget.StandaloneWindows:
                case BuildTarget.StandaloneWindows64:
                case BuildTarget.StandaloneLinux64:
                    return Path.Combine(data, "StreamingAssets");
                case BuildTarget.StandaloneOSX:
                    return Path.Combine(player, "Contents/Resources/Data/StreamingAssets");
            }
            return null;
        }
    }
}

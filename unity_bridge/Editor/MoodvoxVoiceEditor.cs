using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>The inspector of a voice, with a line to try. Role: in play mode the character
    /// itself speaks, else the window does in its place. The main thread.</summary>
    [CustomEditor(typeof(MoodvoxVoice))]
    [CanEditMultipleObjects]
    public sealed class MoodvoxVoiceEditor : UnityEditor.Editor {
        string _line = "[happy 0.5] Well met, traveller.";

        public override void OnInspectorGUI() {
            DrawDefaultInspector();
            EditorGUILayout.Space();
            _line = EditorGUILayout.TextField("Try a line", _line);
            var voice = (MoodvoxVoice)target;
            EditorGUILayout.BeginHorizontal();
            if (GUILayout.Button("Play")) {
                if (EditorApplication.isPlaying) voice.Say(_line, interrupt: true);
                else MoodvoxWindow.Show(voice.Connection, voice.CharacterName, _line, true);
            }
            if (GUILayout.Button("Stop")) {
                if (EditorApplication.isPlaying) voice.Stop();
                else TakePlayer.Stop();
            }
            EditorGUILayout.EndHorizontal();
            if (EditorApplication.isPlaying) EditorGUILayout.LabelField("Underruns", voice.Underruns.ToString());
        }
    }
}

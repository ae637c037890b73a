using System;
using System.Reflection;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>Plays a take in the editor, without a scene. Role: the preview's loudspeaker; it
    /// is the one that the project window uses, which Unity keeps to itself, so it is asked for
    /// by name. The main thread.</summary>
    static class TakePlayer {
        static AudioClip _clip;

        public static void Play(Take take) {
            Stop();
            float[] samples = take.Samples;
            if (samples.Length == 0) return;
            _clip = AudioClip.Create("Moodvox preview", samples.Length, 1, take.SampleRateHz, false);
            _clip.hideFlags = HideFlags.HideAndDontSave;
            _clip.SetData(samples, 0);
            if (!Call("PlayPreviewClip", new[] { typeof(AudioClip), typeof(int), typeof(bool) }, _clip, 0, false))
                Debug.LogWarning("Moodvox: this editor has no preview player; enter play mode to hear the line");
        }

        public static void Stop() {
            Call("StopAllPreviewClips", Type.EmptyTypes);
            if (_clip != null) UnityEngine.Object.DestroyImmediate(_clip);
            _clip = null;
        }

        static bool Call(string name, Type[] types, params object[] arguments) {
            Type player = typeof(AudioImporter).Assembly.GetType("UnityEditor.AudioUtil");
            MethodInfo method = player == null ? null : player.GetMethod(name, BindingFlags.Static | BindingFlags.Public, null, types, null);
            if (method == null) return false;
            method.Invoke(null, arguments);
            return true;
        }
    }
}

using System;
using System.Reflection;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>Plays a take in the editor, without a scene, whole or while it is made. Role: the
    /// preview's loudspeaker; it is the one that the project window uses, which Unity keeps to
    /// itself, so it is asked for by name. The main thread.</summary>
    static class TakePlayer {
        /// <summary>Length of a clip whose end is not known yet.</summary>
        const int MostS = 600;
        /// <summary>What the player has read and not played yet, when a stream has ended.</summary>
        const double TailS = 1.0;

        static AudioClip _clip;
        static PreviewStream _stream;
        static double _doneS;

        public static void Play(Take take) {
            float[] samples = take.Samples;
            Stop();
            if (samples.Length == 0) return;
            AudioClip clip = AudioClip.Create("Moodvox preview", samples.Length, 1, take.SampleRateHz, false);
            clip.SetData(samples, 0);
            Begin(clip);
        }

        /// <summary>A take of which enough has come; the rest is heard as it comes.</summary>
        public static void Play(PreviewStream stream, int rateHz) {
            Stop();
            _stream = stream;
            _doneS = 0.0;
            Begin(AudioClip.Create("Moodvox preview", MostS * rateHz, 1, rateHz, true, stream.Fill, stream.Seek));
        }

        /// <summary>A few times a second: a stream that has ended is stopped.</summary>
        public static void Tick() {
            if (_stream == null || !_stream.IsDone) return;
            double nowS = EditorApplication.timeSinceStartup;
            if (_doneS <= 0.0) _doneS = nowS;
            if (nowS - _doneS > TailS) Stop();
        }

        public static void Stop() {
            _stream = null;
            Call("StopAllPreviewClips", Type.EmptyTypes);
            if (_clip != null) UnityEngine.Object.DestroyImmediate(_clip);
            _clip = null;
        }

        static void Begin(AudioClip clip) {
            _clip = clip;
            _clip.hideFlags = HideFlags.HideAndDontSave;
            if (!Call("PlayPreviewClip", new[] { typeof(AudioClip), typeof(int), typeof(bool) }, _clip, 0, false))
                Debug.LogWarning("Moodvox: this editor has no preview player; enter play mode to hear the line");
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

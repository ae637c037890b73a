using System.Collections.Generic;
using Moodvox.Protocol;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>Sliders for a voice's emotions, and a curve on which their whole strength moves
    /// over the line's time. Role: from hands to a mood. The main thread.</summary>
    sealed class MoodPanel {
        /// <summary>Points of the drawn curve that are sent: enough for what can be heard.</summary>
        const int Keyframes = 16;

        readonly SortedDictionary<string, float> _weights = new SortedDictionary<string, float>();
        AnimationCurve _strength = AnimationCurve.Linear(0f, 1f, 1f, 1f);
        float _lengthS = 3f;
        bool _moves;

        /// <summary>null: no slider stands above 0.</summary>
        public Weights Mood => Scaled(1f);
        public bool Moves => _moves && Mood != null;

        /// <summary>Whether something was changed.</summary>
        public bool Draw(List<string> emotions) {
            EditorGUI.BeginChangeCheck();
            float sum = 0f;
            foreach (string emotion in emotions) {
                float weight;
                _weights.TryGetValue(emotion, out weight);
                weight = EditorGUILayout.Slider(emotion, weight, 0f, Mathf.Max(weight, 1f - Others(emotion)));
                _weights[emotion] = weight;
                sum += weight;
            }
            EditorGUILayout.LabelField("neutral", (1f - Mathf.Min(sum, 1f)).ToString("0.00"));
            _moves = EditorGUILayout.Toggle("moves over the line", _moves);
            if (_moves) {
                _lengthS = EditorGUILayout.Slider("over s", _lengthS, 0.1f, 30f);
                _strength = EditorGUILayout.CurveField("strength", _strength);
            }
            if (GUILayout.Button("Neutral", GUILayout.Width(80f))) Clear();
            return EditorGUI.EndChangeCheck();
        }

        /// <summary>The drawn curve as keyframes.</summary>
        public List<Protocol.Keyframe> Curve() {
            var keys = new List<Protocol.Keyframe>();
            for (int i = 0; i < Keyframes; i++) {
                float part = i / (float)(Keyframes - 1);
                keys.Add(new Protocol.Keyframe { AtS = part * _lengthS, Mood = Scaled(_strength.Evaluate(part)) ?? new Weights() });
            }
            return keys;
        }

        /// <summary>The points of the curve as they were drawn, the first at 0: what tags are
        /// written of. One if the mood does not move; null if no slider stands above 0.</summary>
        public List<Protocol.Keyframe> Points() {
            if (Mood == null) return null;
            var keys = new List<Protocol.Keyframe>();
            if (!_moves) keys.Add(new Protocol.Keyframe { Mood = Mood });
            else
                foreach (UnityEngine.Keyframe key in _strength.keys)
                    keys.Add(new Protocol.Keyframe { AtS = keys.Count == 0 ? 0.0 : key.time * _lengthS, Mood = Scaled(key.value) ?? new Weights() });
            return keys;
        }

        /// <summary>Set from code: weights and a strength over the line's time.</summary>
        internal void Set(string emotion, float weight, AnimationCurve strength, float lengthS) {
            _weights[emotion] = weight;
            _strength = strength;
            _lengthS = lengthS;
            _moves = true;
        }

        /// <summary>Back to no mood.</summary>
        public void Clear() {
            _weights.Clear();
            _moves = false;
        }

        float Others(string emotion) {
            float sum = 0f;
            foreach (KeyValuePair<string, float> pair in _weights)
                if (pair.Key != emotion) sum += pair.Value;
            return Mathf.Min(sum, 1f);
        }

        Weights Scaled(float strength) {
            var mood = new Weights();
            foreach (KeyValuePair<string, float> pair in _weights) {
                double weight = System.Math.Round(pair.Value * Mathf.Clamp01(strength), 2);
                if (weight > 0.0) mood.Add(pair.Key, weight);
            }
            return mood.Count == 0 ? null : mood;
        }
    }
}

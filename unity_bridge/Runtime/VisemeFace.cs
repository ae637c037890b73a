using System;
using System.Collections.Generic;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox {
    /// <summary>Moves a face's blend shapes with what its voice is heard to say. Role: visemes to
    /// weights, Oculus or ARKit; glides, since mouths do. The main thread.</summary>
    [AddComponentMenu("Moodvox/Viseme Face")]
    public sealed class VisemeFace : MonoBehaviour {
        public enum Shapes {
            /// <summary>One blend shape for each of the 15 visemes: "viseme_aa", "aa" or the like.</summary>
            Oculus,
            /// <summary>jawOpen, mouthFunnel and so on, by the sidecar's table.</summary>
            Arkit,
        }

        [SerializeField] MoodvoxVoice voice = null;
        [SerializeField] SkinnedMeshRenderer face = null;
        [SerializeField] Shapes shapes = Shapes.Oculus;
        [Tooltip("What stands before the names of the face's blend shapes.")]
        [SerializeField] string prefix = "viseme_";
        [Range(0f, 100f), SerializeField] float full = 100f;
        [Tooltip("Time to get two thirds of the way to the next mouth shape.")]
        [Range(5f, 200f), SerializeField] float glideMs = 45f;

        readonly Dictionary<string, float> _target = new Dictionary<string, float>();
        readonly List<string> _names = new List<string>();
        float[] _weights = { };

        /// <summary>Set it up from code.</summary>
        public void Configure(MoodvoxVoice ofVoice, SkinnedMeshRenderer onFace, Shapes asShapes, string withPrefix) {
            Forget();
            voice = ofVoice;
            face = onFace;
            shapes = asShapes;
            prefix = withPrefix;
            if (isActiveAndEnabled) OnEnable();
        }

        void OnEnable() {
            if (voice == null) voice = GetComponentInParent<MoodvoxVoice>();
            if (face == null || voice == null) return;
            _names.Clear();
            for (int i = 0; i < face.sharedMesh.blendShapeCount; i++) {
                string shape = face.sharedMesh.GetBlendShapeName(i);
                _names.Add(shape);
            }
            _weights = new float[_names.Count];
            voice.Marked += OnMark;
            voice.LineEnded += OnEnd;
        }

        void OnDisable() {
            Forget();
        }

        void Forget() {
            if (voice == null) return;
            voice.Marked -= OnMark;
            voice.LineEnded -= OnEnd;
        }

        void OnMark(SpokenLine line, Mark mark) {
            if (mark.Kind != MarkKind.Viseme) return;
            _target.Clear();
            if (shapes == Shapes.Oculus) {
                _target[prefix + mark.Text] = 1f;
                return;
            }
            foreach (KeyValuePair<string, float> shape in ArkitShapes.Of(mark.Text, voice.Connection)) _target[prefix + shape.Key] = shape.Value;
        }

        void OnEnd(SpokenLine line) {
            _target.Clear();
        }

        void LateUpdate() {
            if (face == null) return;
            float step = 1f - Mathf.Exp(-Time.deltaTime * 1000f / glideMs);
            for (int i = 0; i < _weights.Length; i++) {
                float wanted;
                _target.TryGetValue(_names[i], out wanted);
                if (Math.Abs(_weights[i] - wanted) < 1e-3f) continue;
                _weights[i] += (wanted - _weights[i]) * step;
                face.SetBlendShapeWeight(i, full * _weights[i]);
            }
        }
    }
}

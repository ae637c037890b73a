using System.Text;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox.Samples {
    /// <summary>One guest: a voice, a colour that shows the mood that is heard, and words that
    /// appear as they are spoken. Role: shows what a game does with a voice's events. The main
    /// thread.</summary>
    [RequireComponent(typeof(AudioSource))]
    public sealed class TavernCharacter : MonoBehaviour {
        readonly StringBuilder _words = new StringBuilder();
        Renderer _body;

        public MoodvoxVoice Voice { get; private set; }

        public void Begin(MoodvoxConnection connection, string character) {
            _body = GetComponent<Renderer>();
            GetComponent<AudioSource>().spatialBlend = 1f;
            Voice = GetComponent<MoodvoxVoice>();
            if (Voice == null) Voice = gameObject.AddComponent<MoodvoxVoice>();
            Voice.Configure(connection, character);
            Voice.LineStarted += line => _words.Length = 0;
            Voice.Marked += OnMark;
            Voice.MoodChanged += OnMood;
            Voice.LineEnded += line => {
                if (line.Fault != null) Debug.LogWarning(character + ": " + line.Fault);
            };
        }

        void OnMark(SpokenLine line, Mark mark) {
            if (mark.Kind == MarkKind.Word) _words.Append(mark.Text).Append(' ');
        }

        /// <summary>Red with anger, blue with fear and sorrow, yellow with joy.</summary>
        void OnMood(Weights mood) {
            float hot = (float)(mood["angry"] + mood["contempt"]);
            float cold = (float)(mood["fearful"] + mood["panicked"] + mood["sad"]);
            float warm = (float)(mood["happy"] + mood["tender"]);
            if (_body != null) _body.material.color = new Color(1f - 0.7f * cold, 1f - 0.7f * hot - 0.4f * cold, 1f - 0.8f * hot - 0.7f * warm);
        }

        void OnGUI() {
            if (Voice == null || !Voice.IsSpeaking) return;
            var style = new GUIStyle(GUI.skin.label) { fontSize = 22, wordWrap = true };
            GUI.Label(new Rect(40f, Screen.height - 110f, Screen.width - 80f, 100f), name + ": " + _words, style);
        }
    }
}

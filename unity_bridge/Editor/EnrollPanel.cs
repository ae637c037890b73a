using System.IO;
using Moodvox.Client;
using Moodvox.Protocol;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>A new speaker or emotion from a recording. Role: a part of the window that chooses
    /// a WAV, names it and asks the sidecar to learn it. The main thread.</summary>
    sealed class EnrollPanel {
        static readonly string[] Kinds = { "speaker", "emotion" };
        string _file = "";
        string _name = "";
        int _kind;
        bool _replace;
        Question _question;
        string _told = "";

        /// <summary>What is to be read; "" if nothing.</summary>
        public string Told => _told;

        public void Draw(SidecarClient client, string voice) {
            EditorGUILayout.BeginHorizontal();
            _file = EditorGUILayout.TextField("Recording (WAV)", _file);
            if (GUILayout.Button("...", GUILayout.Width(30f))) _file = EditorUtility.OpenFilePanel("Recording", "", "wav");
            EditorGUILayout.EndHorizontal();
            EditorGUILayout.BeginHorizontal();
            _kind = EditorGUILayout.Popup("Learn a", _kind, Kinds);
            _name = EditorGUILayout.TextField("called", _name);
            _replace = EditorGUILayout.Toggle("replace", _replace);
            if (GUILayout.Button("Learn")) Learn(client, voice, _file, Kinds[_kind], _name, _replace);
            EditorGUILayout.EndHorizontal();
            if (_told.Length > 0) EditorGUILayout.HelpBox(_told, MessageType.Info);
        }

        /// <summary>Send a recording; Tick says what becomes of it.</summary>
        public void Learn(SidecarClient client, string voice, string file, string kind, string name, bool replace) {
            if (client == null || name.Length == 0 || !File.Exists(file)) {
                _told = "choose a recording and give it a name";
                return;
            }
            float[] samples;
            int rateHz;
            if (!WavFile.TryRead(File.ReadAllBytes(file), out samples, out rateHz)) {
                _told = "'" + Path.GetFileName(file) + "' is no WAV file of 16 bits with one channel";
                return;
            }
            _told = "";
            try {
                _question = client.Enroll(new Enroll {
                    Kind = kind, Name = name, Voice = voice, Replace = replace, Samples = samples.Length, SampleRateHz = rateHz,
                    Format = SampleFormat.S16, Recording = Pcm.ToS16(samples),
                });
            } catch (WireError fault) {
                _told = fault.Message;
            }
        }

        /// <summary>Whether something is new to show.</summary>
        public bool Tick() {
            if (_question == null || !_question.IsOver) return false;
            Question question = _question;
            _question = null;
            if (question.Fault != null) _told = question.Fault.Message + (question.Fault.Hint.Length > 0 ? " (" + question.Fault.Hint + ")" : "");
            else _told = "'" + question.Enrolled.Name + "' can be used from now on. " + string.Join("; ", question.Enrolled.Remarks.ToArray());
            return true;
        }
    }
}

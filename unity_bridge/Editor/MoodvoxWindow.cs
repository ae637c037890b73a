using System.Collections.Generic;
using System.IO;
using Moodvox.Client;
using Moodvox.Protocol;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>Window > Moodvox: write a line, hear it, compare two versions, write it back, bake
    /// a scene. Role: the designer's desk; what it shows is found by Take, TaggedText, SceneFile
    /// and BakeJob. The main thread.</summary>
    public sealed class MoodvoxWindow : EditorWindow {
        /// <summary>Typing has stopped.</summary>
        const double SettledS = 0.25;

        [SerializeField] MoodvoxConnection connection;
        [SerializeField] string text = "[angry] Get out of my tavern! [angry 0.4 -> calm over 2s] ...sorry. Long day.";
        [SerializeField] string character = "";
        [SerializeField] string scenePath = "";
        [SerializeField] int voice;
        [SerializeField] int speaker;
        [SerializeField] int row;

        readonly MoodPanel _mood = new MoodPanel();
        readonly EnrollPanel _enroll = new EnrollPanel();
        readonly Queue<string> _toBake = new Queue<string>();
        readonly Take[] _versions = new Take[2];
        Take _take;
        PreviewStream _preview;
        Question _checking;
        List<Finding> _findings = new List<Finding>();
        string _told = "";
        bool _playWhenMade;
        bool _stale = true;
        double _changedS;
        SceneFile _scene;
        SceneBake _bake;
        Vector2 _scroll;

        [MenuItem("Window/Moodvox")]
        static void Open() {
            GetWindow<MoodvoxWindow>("Moodvox");
        }

        /// <summary>Open with a line of a character, as the inspector does.</summary>
        public static void Show(MoodvoxConnection through, string asCharacter, string line, bool play) {
            var window = GetWindow<MoodvoxWindow>("Moodvox");
            window.connection = through;
            window.character = asCharacter;
            window.text = line;
            window.Changed();
            window._playWhenMade = play;
        }

        void OnEnable() {
            EditorApplication.update += Look;
        }

        void OnDisable() {
            EditorApplication.update -= Look;
            TakePlayer.Stop();
        }

        /// <summary>A hundred times a second: is typing over, has enough come to be heard?</summary>
        void Look() {
            if (_bake != null && _bake.Tick()) Repaint();
            if (_bake != null && _bake.IsOver) _bake = null;
            if (_bake == null && _toBake.Count > 0) BakeNext();
            if (_enroll.Tick()) Repaint();
            TakePlayer.Tick();
            SidecarClient client = connection == null ? null : connection.Client;
            if (client == null || client.State != LinkState.Ready) return;
            // Who asks to hear it does not wait until typing has settled.
            if (_stale && (_playWhenMade || EditorApplication.timeSinceStartup - _changedS > SettledS)) Make(client);
            if (_checking != null && _checking.IsOver) TakeFindings();
            if (_stale || _take == null || !_playWhenMade) return;
            if (_take.IsOver ? Play() : _preview.CanBegin && Begin()) Repaint();
        }

        /// <summary>All of it is here.</summary>
        bool Play() {
            _playWhenMade = false;
            if (_take.IsGood) TakePlayer.Play(_take);
            return true;
        }

        /// <summary>Its beginning is here; the rest follows while it is heard.</summary>
        bool Begin() {
            _playWhenMade = false;
            TakePlayer.Play(_preview, _take.SampleRateHz);
            return true;
        }

        /// <summary>The line is checked, and made while nobody has asked yet: to hear it takes no
        /// time then.</summary>
        void Make(SidecarClient client) {
            _stale = false;
            if (text.Trim().Length == 0) return;
            VoiceInfo info = Voice();
            var request = new Speak {
                Character = character, Text = text, Voice = info == null ? "" : info.Name, Seed = 1,
                Speaker = info == null || info.Speakers.Count == 0 ? "" : info.Speakers[Mathf.Min(speaker, info.Speakers.Count - 1)],
            };
            if (_mood.Moves) request.Curve = _mood.Curve();
            else request.Mood = _mood.Mood;
            try {
                _checking = client.Check(text, "", request.Voice);
                if (_take != null && !_take.IsOver) client.Cancel(_take.Line);
                _take = new Take(client, request);
                _preview = new PreviewStream(_take);
            } catch (WireError fault) {
                ShowNotification(new GUIContent(fault.Message));
            }
            Repaint();
        }

        void TakeFindings() {
            _findings = _checking.Fault == null ? _checking.Diagnostics.Findings : new List<Finding>();
            if (_checking.Fault != null) _told = "not checked: " + _checking.Fault.Message;
            _checking = null;
            Repaint();
        }

        void Changed() {
            _stale = true;
            _told = "";
            _changedS = EditorApplication.timeSinceStartup;
        }

        VoiceInfo Voice() {
            Ready ready = connection == null ? null : connection.Ready;
            return ready == null || ready.Voices.Count == 0 ? null : ready.Voices[Mathf.Min(voice, ready.Voices.Count - 1)];
        }

        void OnGUI() {
            _scroll = EditorGUILayout.BeginScrollView(_scroll);
            connection = (MoodvoxConnection)EditorGUILayout.ObjectField("Connection", connection, typeof(MoodvoxConnection), false);
            if (connection == null) EditorGUILayout.HelpBox("Make a connection with Assets > Create > Moodvox > Connection.", MessageType.Info);
            else {
                EditorGUILayout.LabelField("Sidecar", connection.State.ToString());
                DrawScene();
                DrawLine();
                DrawVoice();
                DrawPlay();
                _enroll.Draw(connection.Client, Voice() == null ? "" : Voice().Name);
            }
            EditorGUILayout.EndScrollView();
        }

        void DrawLine() {
            EditorGUI.BeginChangeCheck();
            character = EditorGUILayout.TextField("Character", character);
            text = EditorGUILayout.TextArea(text, GUILayout.MinHeight(48f));
            if (EditorGUI.EndChangeCheck()) Changed();
            EditorGUILayout.LabelField(LineMarkup.Of(text, _findings), LineMarkup.Style);
            if (_findings.Count > 0) EditorGUILayout.HelpBox(LineMarkup.Faults(_findings), _findings.Exists(found => found.IsError) ? MessageType.Error : MessageType.Warning);
            if (_told.Length > 0) EditorGUILayout.HelpBox(_told, MessageType.Info);
        }

        void DrawVoice() {
            VoiceInfo info = Voice();
            if (info == null) return;
            EditorGUI.BeginChangeCheck();
            voice = EditorGUILayout.Popup("Voice", voice, connection.Ready.Voices.ConvertAll(one => one.Name).ToArray());
            speaker = EditorGUILayout.Popup("Speaker", speaker, info.Speakers.ToArray());
            bool moved = _mood.Draw(info.Emotions);
            if (EditorGUI.EndChangeCheck() || moved) Changed();
        }

        void DrawPlay() {
            EditorGUILayout.BeginHorizontal();
            if (GUILayout.Button("Play")) _playWhenMade = true;
            if (GUILayout.Button("Stop")) TakePlayer.Stop();
            for (int i = 0; i < 2; i++) {
                string name = i == 0 ? "A" : "B";
                if (GUILayout.Button("Keep as " + name) && _take != null && _take.IsOver && _take.IsGood) _versions[i] = _take;
                GUI.enabled = _versions[i] != null;
                if (GUILayout.Button("Hear " + name)) TakePlayer.Play(_versions[i]);
                GUI.enabled = true;
            }
            EditorGUILayout.EndHorizontal();
            if (GUILayout.Button("Write the mood into the line") && Voice() != null) WriteMood();
        }

        /// <summary>Sliders and curve become tags; when the words are said is known from the take.</summary>
        void WriteMood() {
            List<Protocol.Keyframe> points = _mood.Points();
            if (points == null) text = TaggedText.WithMood(text, "", Voice().Emotions);
            else {
                bool known = _take != null && _take.IsOver && _take.IsGood && TaggedText.Plain(_take.Text) == TaggedText.Plain(text);
                List<Mark> words = known ? _take.TakeMarks() : new List<Mark>();
                string written = CurveTags.Written(text, points, words, known ? _take.SampleRateHz : 0, Voice().Emotions);
                if (written.Length == 0) {
                    _told = "play the line once: then it is known when each of its words is said";
                    return;
                }
                text = written;
                _mood.Clear();
            }
            Changed();
        }

        void DrawScene() {
            EditorGUILayout.BeginHorizontal();
            scenePath = EditorGUILayout.TextField("Scene", scenePath);
            if (GUILayout.Button("...", GUILayout.Width(30f))) {
                string chosen = EditorUtility.OpenFilePanel("Scene", "Assets", "mood");
                if (chosen.Length > 0) scenePath = chosen;
                _scene = null;
            }
            EditorGUILayout.EndHorizontal();
            if (_scene == null && File.Exists(scenePath)) _scene = new SceneFile(File.ReadAllText(scenePath));
            if (_scene == null || _scene.Lines.Count == 0) return;
            int chosenRow = EditorGUILayout.Popup("Line", row, _scene.Lines.ConvertAll(line => line.Row + "  " + line.Character + ": " + line.Text.Replace('/', ' ')).ToArray());
            SceneLine at = _scene.Lines[Mathf.Min(chosenRow, _scene.Lines.Count - 1)];
            if (chosenRow != row) {
                row = chosenRow;
                character = at.Character;
                text = at.Spoken;
                Changed();
            }
            EditorGUILayout.BeginHorizontal();
            if (GUILayout.Button("Write back")) WriteBack(at);
            if (_bake == null && GUILayout.Button("Bake scene")) _toBake.Enqueue(scenePath);
            if (_bake == null && GUILayout.Button("Bake all scenes")) foreach (string path in SceneFile.Find("Assets")) _toBake.Enqueue(path);
            if (_bake != null && GUILayout.Button("Cancel")) {
                _toBake.Clear();
                _bake.Cancel();
            }
            EditorGUILayout.EndHorizontal();
            if (_bake != null) EditorGUI.ProgressBar(EditorGUILayout.GetControlRect(), _bake.Progress, _bake.Account);
        }

        void BakeNext() {
            string path = _toBake.Dequeue();
            _bake = SceneBake.Begin(connection, new SceneFile(File.ReadAllText(path)), path);
            if (_bake == null) _toBake.Clear();
        }

        void WriteBack(SceneLine line) {
            string mood = line.Mood.Length > 0 ? "[" + line.Mood + "] " : "";
            _scene.Rewrite(line, text.StartsWith(mood) ? text.Substring(mood.Length) : text);
            File.WriteAllText(scenePath, _scene.Text);
        }
    }
}

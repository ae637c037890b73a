using System;
using System.Collections.Generic;
using System.Threading;
using Moodvox.Client;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox {
    /// <summary>One who speaks. Role: Say, Stop and SetMood for a game object; its sound comes out
    /// of the AudioSource beside it, with that one's place, volume and mixer group. All methods
    /// and events: the main thread. OnAudioFilterRead: the audio thread.</summary>
    [AddComponentMenu("Moodvox/Moodvox Voice")]
    [RequireComponent(typeof(AudioSource))]
    public sealed partial class MoodvoxVoice : MonoBehaviour {
        [SerializeField] MoodvoxConnection connection = null;
        [Tooltip("Name in the project's cast; \"\": the game object's.")]
        [SerializeField] string character = "";
        [Tooltip("\"\": the cast's.")]
        [SerializeField] string voice = "";
        [Tooltip("\"\": the cast's.")]
        [SerializeField] string speaker = "";
        [Tooltip("Of every line; none: as the character feels.")]
        [SerializeField] List<MoodWeight> temperament = new List<MoodWeight>();
        [Tooltip("Higher first where not all can be in time; -1: the cast's.")]
        [Range(-1, 100), SerializeField] int priority = -1;
        [SerializeField] MoodvoxEvents events = new MoodvoxEvents();

        readonly Dictionary<LineHandle, SpokenLine> _lines = new Dictionary<LineHandle, SpokenLine>();
        readonly Queue<BakedPlayback> _baked = new Queue<BakedPlayback>();
        readonly Weights _bakedMood = new Weights();
        AudioSource _source;
        Character _character;
        SidecarClient _client;

        /// <summary>A line begins to be heard.</summary>
        public event Action<SpokenLine> LineStarted;
        /// <summary>A word, phoneme or viseme begins to be heard.</summary>
        public event Action<SpokenLine, Mark> Marked;
        /// <summary>The mood that is heard has changed; the object is used again.</summary>
        public event Action<Weights> MoodChanged;
        /// <summary>A line was heard to its end, stopped, or failed: see its End and Fault.</summary>
        public event Action<SpokenLine> LineEnded;

        public string CharacterName => character.Length > 0 ? character : name;
        public MoodvoxConnection Connection => connection;
        public MoodvoxEvents Events => events;
        public bool IsSpeaking => _baked.Count > 0 || _character != null && _character.Waiting > 0;
        /// <summary>How often the sound ran dry in lines that are over.</summary>
        public int Underruns => _character == null ? 0 : _character.Underruns;

        /// <summary>Set it up from code.</summary>
        public void Configure(MoodvoxConnection through, string asCharacter, string withVoice = "", string withSpeaker = "") {
            connection = through;
            character = asCharacter;
            voice = withVoice;
            speaker = withSpeaker;
        }

        /// <summary>Say a line, after what is being said.</summary>
        /// <param name="text">With inline tags.</param>
        /// <param name="mood">Of this line only; null: the temperament, or as the character feels.</param>
        /// <param name="interrupt">Instead of what is being said.</param>
        public SpokenLine Say(string text, Weights mood = null, bool interrupt = false) {
            return Say(new Speak {
                Text = text, Voice = voice, Speaker = speaker, Mood = mood ?? MoodWeight.ToWeights(temperament),
                Priority = priority < 0 ? (int?)null : priority, DistanceM = DistanceM(),
                Tier = connection == null ? Tier.Auto : connection.Tier, Interrupt = interrupt,
            });
        }

        /// <summary>Say a line with all that the wire knows: a mood curve, a deadline, a seed. Its
        /// character is ours.</summary>
        public SpokenLine Say(Speak request) {
            string text = request.Text;
            if (request.Interrupt) Stop();
            SpokenLine baked = SayBaked(text);
            if (baked != null) return baked;
            if (connection == null) return Failed(text, "no connection is set", "set one in the inspector");
            if (!Ensure()) return Failed(text, "no sidecar can run here and this line is not baked", "bake it in Window > Moodvox");
            try {
                LineHandle line = _character.Say(request);
                return _lines[line] = new SpokenLine(text, line);
            } catch (WireError fault) {
                return Failed(text, fault.Message, "", fault.Where);
            }
        }

        /// <summary>Be silent now, and forget what was to be said.</summary>
        public void Stop() {
            if (_character != null) _character.Stop();
            StopBaked();
        }

        /// <summary>Move the mood of this character, from what is heard now on.</summary>
        public void SetMood(Weights mood, float seconds = 0f) {
            if (connection != null && Ensure()) _character.SetMood(mood, seconds);
        }

        /// <summary>Move the mood to one emotion.</summary>
        public void SetMood(string emotion, float weight, float seconds) {
            SetMood(Weights.Of(emotion, weight), seconds);
        }

        void OnEnable() {
            _source = GetComponent<AudioSource>();
        }

        void OnDisable() {
            Leave();
            StopBaked();
        }

        void Update() {
            if (_character != null) {
                if (_client.State == LinkState.Closed) Leave();
                else _character.Tick();
            }
            TickBaked();
        }

        /// <summary>Be a character of the connection's client, which may be another than before.</summary>
        bool Ensure() {
            SidecarClient client = connection.Client;
            if (client == null) return false;
            Volatile.Write(ref _carries, true);
            if (client == _client) {
                Carrier.Play(_source);
                return true;
            }
            Leave();
            _client = client;
            _character = new Character(client, CharacterName);
            _character.LineStarted += OnStarted;
            _character.Marked += OnMarked;
            _character.MoodChanged += OnMood;
            _character.LineEnded += line => OnEnded(line, null);
            _character.LineFailed += OnEnded;
            _character.ListenerFailed += Debug.LogException;
            Carrier.Play(_source);
            Volatile.Write(ref _player, _character.Player);
            return true;
        }

        void Leave() {
            Volatile.Write(ref _player, null);
            if (_character == null) return;
            _character.Silence();
            _character.Tick();
            _character = null;
            _client = null;
            foreach (SpokenLine line in new List<SpokenLine>(_lines.Values)) line.Finish(LineEnd.Cancelled, null);
            _lines.Clear();
            if (_source != null) Carrier.Stop(_source);
        }

        double DistanceM() {
            AudioListener listener = Listener.Current;
            return listener == null || _source.spatialBlend <= 0f ? 0.0 : Vector3.Distance(listener.transform.position, transform.position);
        }

        SpokenLine Failed(string text, string message, string hint = "", string where = "") {
            var line = new SpokenLine(text, null);
            var fault = new Fault("not_spoken", message, where, hint);
            line.Finish(LineEnd.Failed, fault);
            events.lineFailed.Invoke(fault.ToString());
            LineEnded?.Invoke(line);
            return line;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>An engine's side of the wire. Role: what the rest of a game talks to. The main
    /// thread; nothing here waits, but Close, which waits for the sidecar's end.</summary>
    public sealed class SidecarClient : IDisposable {
        static readonly HashSet<string> OpenKeys = new HashSet<string>();
        readonly ClientOptions _options;
        readonly Link _link;
        readonly LineBuffers.Pool _pool;
        readonly List<LineHandle> _lines = new List<LineHandle>();
        LinkState _told = LinkState.Closed;
        long _names;
        bool _closed;

        /// <summary>The state of the connection has changed.</summary>
        public event Action<LinkState> StateChanged;
        /// <summary>Something is wrong that ended no line, or took the sidecar away.</summary>
        public event Action<Fault> Faulted;

        /// <exception cref="InvalidOperationException">A client with this key is open.</exception>
        public SidecarClient(ClientOptions options) {
            lock (OpenKeys)
                if (!OpenKeys.Add(options.Key))
                    throw new InvalidOperationException("a client '" + options.Key + "' is open already");
            _options = options;
            _pool = new LineBuffers.Pool(options.LeadMs);
            _link = new Link(options);
            _link.Open();
        }

        public LinkState State => _link.State;
        /// <summary>What the sidecar offers; null before the first connection.</summary>
        public Ready Ready => _link.Ready;
        /// <summary>How often a connection was made: 2 after the first restart.</summary>
        public int Sessions => _link.Sessions;
        /// <summary>0 if the sidecar is not ours, or not started yet.</summary>
        public int SidecarPid => _link.SidecarPid;
        /// <summary>The last answer to <see cref="AskStats"/>; null before.</summary>
        public Stats Stats => _link.Stats;

        /// <summary>Rate of the sound card, for lines that begin from now on.</summary>
        public int OutputRateHz {
            get { return _link.OutputRateHz; }
            set { System.Threading.Volatile.Write(ref _link.OutputRateHz, value); }
        }

        /// <summary>Have a line spoken.</summary>
        /// <param name="request">Its Id may be "": one is made.</param>
        /// <param name="keep">Keep all samples and have them as fast as they can be made.</param>
        /// <exception cref="WireError">A field is out of bounds, or the id is in use.</exception>
        public LineHandle Say(Speak request, bool keep = false) {
            if (request.Id.Length == 0) request.Id = "line-" + (++_names).ToString(CultureInfo.InvariantCulture);
            request.Check();
            if (_link.Lines.Find(request.Id) != null) throw new WireError("line '" + request.Id + "' is not over yet", "id");
            var line = new LineHandle(request, keep ? null : _pool.Lend());
            _lines.Add(line);
            if (_closed) line.Fail(Fault.Gone("the client is closed"));
            else if (_lines.Count > _options.MostLines)
                line.Fail(new Fault("too_many_lines", "more than " + _options.MostLines + " lines wait", "", "", request.Id));
            else _link.Say(line);
            return line;
        }

        /// <summary>Move a character's mood, or that of one line.</summary>
        public void SetMood(MoodEvent mood) {
            mood.Check();
            _link.Feel(mood);
        }

        /// <summary>Stop a line: its sound at once, the sidecar's work when it hears of it.</summary>
        public void Cancel(LineHandle line) {
            line.Cut = true;
            if (line.End != LineEnd.None) return;
            if (line.Sent && _link.Post(new Cancel { Id = line.Id })) return;
            _link.Lines.Remove(line);
            line.Fail(new Fault("cancelled", "cancelled before it was sent", "", "", line.Id));
        }

        /// <summary>Have a line or a file read as the game would, and its faults told. It is over
        /// at once, with a fault, where no sidecar is ready.</summary>
        /// <param name="file">Its name, whose ending says how it is read; "": one tagged line.</param>
        /// <param name="voice">Whose emotions may be named; "": those of all voices.</param>
        public Question Check(string text, string file = "", string voice = "") {
            string id = "check-" + (++_names).ToString(CultureInfo.InvariantCulture);
            var question = new Question(id, new Check { Id = id, Text = text, File = file, Voice = voice });
            _link.Ask(question);
            return question;
        }

        /// <summary>Have a speaker or an emotion learnt from a recording.</summary>
        /// <param name="request">Its Id is made here.</param>
        /// <exception cref="WireError">A field is out of bounds.</exception>
        public Question Enroll(Enroll request) {
            request.Check();
            request.Id = "enroll-" + (++_names).ToString(CultureInfo.InvariantCulture);
            var question = new Question(request.Id, request);
            _link.Ask(question);
            return question;
        }

        /// <summary>Ask for the sidecar's counters.</summary>
        public void AskStats() {
            _link.Post(new Stats());
        }

        /// <summary>Once in every tick: tells what has happened, and takes back what is no longer used.</summary>
        public void Tick() {
            LinkState state = _link.State;
            if (state != _told) {
                _told = state;
                StateChanged?.Invoke(state);
            }
            Fault fault;
            while (_link.Faults.TryDequeue(out fault)) Faulted?.Invoke(fault);
            for (int i = _lines.Count - 1; i >= 0; i--) {
                LineHandle line = _lines[i];
                if (!line.IsReleased && !(line.IsKept && line.IsOver)) continue;
                _lines.RemoveAt(i);
                if (line.Buffers == null || line.IsAbandoned) continue;
                _pool.TakeBack(line.Buffers);
                line.Buffers = null;
            }
        }

        /// <summary>Disconnect, and stop the sidecar if it is ours. Any number of times.</summary>
        public void Close() {
            if (_closed) return;
            _closed = true;
            _link.Close();
            lock (OpenKeys) OpenKeys.Remove(_options.Key);
        }

        public void Dispose() => Close();
    }
}

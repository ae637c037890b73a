using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>Where the connection stands.</summary>
    public enum LinkState { Closed, Starting, Connecting, Ready, Waiting }

    /// <summary>Keeps a sidecar running and a connection to it alive, until Close. Role: the
    /// link's thread ("moodvox-link"), which reads all that comes. Post, Say, Close: any thread.</summary>
    sealed partial class Link {
        const int PollMs = 20;
        const int CreditEveryMs = 50;
        const int GoodMs = 10000;
        /// <summary>A line in which the sidecar goes away so often may be the reason.</summary>
        const int MostRestarts = 3;

        public readonly LineTable Lines = new LineTable();
        public readonly ConcurrentQueue<Fault> Faults = new ConcurrentQueue<Fault>();
        readonly ConcurrentDictionary<string, Question> _questions = new ConcurrentDictionary<string, Question>();
        readonly ClientOptions _options;
        readonly Outbox _outbox = new Outbox();
        readonly Codec _codec = new Codec();
        readonly Ping _heartbeat = new Ping();
        readonly Credit _credit = new Credit();
        readonly ManualResetEvent _closing = new ManualResetEvent(false);
        readonly Stopwatch _clock = Stopwatch.StartNew();
        readonly object _gate = new object();
        readonly Dictionary<string, MoodEvent> _moods = new Dictionary<string, MoodEvent>();
        readonly Thread _thread;
        SidecarProcess _process;
        Dealer _dealer;
        volatile Ready _ready;
        bool _answered;
        volatile Stats _stats;
        int _state = (int)LinkState.Starting;
        int _sessions;
        int _sidecarPid;
        long _heardMs, _pingedMs, _creditedMs;

        public Link(ClientOptions options) {
            _options = options;
            _thread = new Thread(Run) { Name = "moodvox-link", IsBackground = true };
        }

        public int OutputRateHz = 48000;
        public Ready Ready => _ready;
        public Stats Stats => _stats;
        public LinkState State => (LinkState)Volatile.Read(ref _state);
        /// <summary>How often a session has begun.</summary>
        public int Sessions => Volatile.Read(ref _sessions);
        public int SidecarPid => Volatile.Read(ref _sidecarPid);
        public long NowMs => _clock.ElapsedMilliseconds;
        bool IsClosing => _closing.WaitOne(0);

        public void Open() => _thread.Start();

        /// <summary>Send it now if somebody is there; whether it was sent.</summary>
        public bool Post(Outgoing message) {
            lock (_gate) {
                if (State != LinkState.Ready) return false;
                _outbox.Post(message);
                _dealer.Wake();
                return true;
            }
        }

        /// <summary>Ask now; a question that nobody hears is answered by a fault.</summary>
        public void Ask(Question question) {
            lock (_gate) {
                if (State == LinkState.Ready) {
                    _questions[question.Id] = question;
                    _outbox.Post(question.Message);
                    _dealer.Wake();
                } else question.Fail(Fault.Gone("no sidecar is ready"));
            }
        }

        /// <summary>Send a line now, or when somebody is there.</summary>
        public void Say(LineHandle line) {
            line.SaidMs = NowMs;
            lock (_gate) {
                Lines.Add(line);
                if (State == LinkState.Ready) Send(line);
            }
        }

        /// <summary>A character's mood is kept, and told to a sidecar that is started later.</summary>
        public void Feel(MoodEvent mood) {
            lock (_gate) {
                if (mood.Line.Length == 0) _moods[mood.Character] = mood;
                if (State == LinkState.Ready) Post(mood);
            }
        }

        /// <summary>End everything, within a few seconds at most. Any number of times.</summary>
        public void Close() {
            _closing.Set();
            if ((_thread.ThreadState & System.Threading.ThreadState.Unstarted) == 0 && Thread.CurrentThread != _thread)
                _thread.Join(_options.StopMs + 4000);
        }

        void Run() {
            int attempt = 0;
            while (!IsClosing) {
                long beganMs = NowMs;
                try {
                    Session();
                } catch (LinkLost lost) {
                    Lose(lost.Fault, lost.Final);
                } catch (System.IO.IOException fault) {
                    // No place for the ready file: trying again will not help.
                    Lose(Fault.Gone(fault.Message), true);
                } catch (UnauthorizedAccessException fault) {
                    Lose(Fault.Gone(fault.Message), true);
                } catch (Exception fault) when (!(fault is ThreadAbortException)) {
                    // A thread that ended here would leave every line waiting for ever.
                    Lose(Fault.Gone(fault.Message), false);
                }
                attempt = NowMs - beganMs > GoodMs ? 0 : attempt + 1;
                Wait(Backoff.Ms(attempt));
            }
            if (_process != null) _process.Stop();
            SetState(LinkState.Closed);
            FailQuestions(Fault.Gone("the client is closed"));
            FailLines(Fault.Gone("the client is closed"), all: true);
        }

        void Session() {
            string host = _options.Host, token = _options.Token;
            int port = _options.Port;
            if (_options.StartsProcess) {
                SetState(LinkState.Starting);
                ReadyLine line = StartSidecar();
                host = "127.0.0.1";
                port = line.Port;
                token = line.Token;
            }
            SetState(LinkState.Connecting);
            using (var dealer = new Dealer(host, port, _outbox, _options.AnswerMs)) {
                _dealer = dealer;
                Greet(dealer, token);
                while (!IsClosing) Turn(dealer);
                SayGoodbye(dealer);
            }
        }

        ReadyLine StartSidecar() {
            if (_process != null) _process.Stop();
            _process = new SidecarProcess(_options);
            try {
                ReadyLine line = _process.Start(() => IsClosing);
                Volatile.Write(ref _sidecarPid, _process.Pid);
                return line;
            } catch (Exception) {
                _process.Stop();
                throw;
            }
        }

        void Greet(Dealer dealer, string token) {
            _answered = false;
            _outbox.Post(new Hello {
                Token = token, Engine = _options.Engine, Format = _options.Format, LeadMs = _options.LeadMs,
            });
            dealer.Wake();
            long untilMs = NowMs + _options.AnswerMs;
            while (!_answered) {
                if (IsClosing) return;
                if (dealer.Receive(PollMs) == FrameEvent.Message) Take(dealer);
                if (dealer.IsLost) throw new LinkLost("the connection ended before the sidecar answered");
                if (NowMs > untilMs) throw new LinkLost("no answer to hello within " + _options.AnswerMs + " ms");
            }
            Begin();
        }

        /// <summary>All that waits is sent, in its order, before anything new can be.</summary>
        void Begin() {
            lock (_gate) {
                foreach (MoodEvent mood in _moods.Values) _outbox.Post(mood);
                SetState(LinkState.Ready);
                Interlocked.Increment(ref _sessions);
                foreach (LineHandle line in Lines.All) Send(line);
            }
            _heardMs = _pingedMs = _creditedMs = NowMs;
        }

        void Send(LineHandle line) {
            if (line.Sent) return;
            line.Sent = true;
            _outbox.Post(line.Request);
            long wanted = line.IsKept ? Limits.MaxSamples : line.Received;
            if (wanted > 0) _outbox.Post(new Credit { Id = line.IdUtf8, PlayedSamples = wanted });
            _dealer.Wake();
        }

        void Turn(Dealer dealer) {
            FrameEvent found = dealer.Receive(PollMs);
            if (found == FrameEvent.Message) {
                _heardMs = NowMs;
                Take(dealer);
            } else if (found == FrameEvent.Command && Zmtp.IsCommand(dealer.Frames.Map, dealer.Frames.MapBytes, "PING")) {
                _outbox.PostRaw(Zmtp.PongCommand(dealer.Frames.Map, dealer.Frames.MapBytes));
                dealer.Wake();
            }
            Look(dealer, NowMs);
        }

        void Look(Dealer dealer, long nowMs) {
            if (dealer.IsLost) throw new LinkLost(_options.StartsProcess ? "the sidecar has ended" : "the sidecar has gone");
            if (nowMs - _heardMs > _ready.TimeoutMs) throw new LinkLost("the sidecar does not answer any more");
            if (nowMs - _pingedMs > _ready.HeartbeatMs / 2) {
                _pingedMs = nowMs;
                _outbox.Post(_heartbeat);
                dealer.Wake();
            }
            if (nowMs - _creditedMs >= CreditEveryMs) {
                _creditedMs = nowMs;
                if (GiveCredit()) dealer.Wake();
            }
        }

        bool GiveCredit() {
            bool given = false;
            foreach (LineHandle line in Lines.All) {
                if (line.IsKept || line.Played == line.Credited || !line.Sent) continue;
                line.Credited = line.Played;
                _credit.Id = line.IdUtf8;
                _credit.PlayedSamples = line.Credited;
                _outbox.Post(_credit);
                given = true;
            }
            return given;
        }

        void SayGoodbye(Dealer dealer) {
            lock (_gate) SetState(LinkState.Waiting);
            if (_options.StartsProcess) _outbox.Post(new Shutdown { Reason = "the game ends" });
            else _outbox.Post(new Cancel { All = true });
            dealer.Close(200);
        }

        void SetState(LinkState state) => Volatile.Write(ref _state, (int)state);
    }
}

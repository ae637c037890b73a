using System.Threading;
using Moodvox.Protocol;

namespace Moodvox.Client {
    // What comes in, and what becomes of lines when the sidecar has gone.
    sealed partial class Link {
        void Take(Dealer dealer) {
            FrameReader frames = dealer.Frames;
            try {
                byte[] audio = frames.AudioBytes < 0 ? null : frames.Audio;
                switch (_codec.Decode(frames.Map, frames.MapBytes, audio, frames.AudioBytes)) {
                    case Incoming.Block: TakeBlock(_codec.Block); break;
                    case Incoming.Marks: TakeMarks(_codec.Marks); break;
                    case Incoming.Done: TakeDone(_codec.Done); break;
                    case Incoming.Error: TakeError(_codec.Error); break;
                    case Incoming.Ready:
                        _ready = _codec.Ready;
                        _answered = true;
                        break;
                    case Incoming.Diagnostics: Answered(_codec.Diagnostics.Id, _codec.Diagnostics, null); break;
                    case Incoming.Enrolled: Answered(_codec.Enrolled.Id, null, _codec.Enrolled); break;
                    case Incoming.Stats: _stats = _codec.Stats; break;
                    case Incoming.Ping:
                        _outbox.Post(new Pong { Nonce = _codec.Nonce });
                        dealer.Wake();
                        break;
                    case Incoming.Shutdown: throw new LinkLost("the sidecar ends: " + _codec.Reason);
                }
            } catch (WireError fault) {
                Faults.Enqueue(new Fault("bad_message", fault.Message, fault.Where));
            }
        }

        void TakeBlock(Block block) {
            LineHandle line = Lines.Find(block.Id);
            if (line == null) return;
            try {
                line.TakeBlock(block, Volatile.Read(ref OutputRateHz));
            } catch (WireError fault) {
                Lines.Remove(line);
                line.Fail(new Fault("bad_message", fault.Message, fault.Where, "", line.Id));
                _outbox.Post(new Cancel { Id = line.Id });
            }
        }

        void TakeMarks(Marks marks) {
            LineHandle line = Lines.Find(marks.Id);
            if (line != null) line.TakeMarks(marks.Items);
        }

        void TakeDone(Done done) {
            LineHandle line = Lines.Find(done.Id);
            if (line == null) return;
            Lines.Remove(line);
            line.TakeDone(done);
        }

        void Answered(string id, Diagnostics told, Enrolled enrolled) {
            Question question;
            if (_questions.TryRemove(id, out question)) question.Answer(told, enrolled);
        }

        void FailQuestions(Fault fault) {
            foreach (string id in _questions.Keys) {
                Question question;
                if (_questions.TryRemove(id, out question)) question.Fail(fault);
            }
        }

        void TakeError(Error error) {
            Fault fault = Fault.Of(error);
            if (error.Code == "bad_token" || error.Code == "bad_version") throw new LinkLost(fault);
            if (error.Code == "not_ready" && _answered) throw new LinkLost("the sidecar has forgotten this session");
            Question question;
            if (_questions.TryRemove(error.Id, out question)) {
                question.Fail(fault);
                return;
            }
            LineHandle line = error.LineOver ? Lines.Find(error.Id) : null;
            if (line == null) {
                // A line that ended a moment ago: nothing that anybody could do better.
                if (error.Code != "unknown_line") Faults.Enqueue(fault);
                return;
            }
            Lines.Remove(line);
            line.Fail(fault);
        }

        /// <summary>The session is over. What was not is asked for again in the next one, from where
        /// it stopped: the same text with the same seed is the same samples.</summary>
        void Lose(Fault fault, bool final) {
            if (IsClosing) return;
            lock (_gate) {
                SetState(LinkState.Waiting);
                FailQuestions(fault);
                foreach (LineHandle line in Lines.All) {
                    if (line.Sent && !line.Cut && ++line.Restarts <= MostRestarts) {
                        line.Sent = false;
                        line.SaidMs = NowMs;
                        line.Request.Interrupt = false;
                        continue;
                    }
                    if (!line.Sent && !line.Cut) continue;
                    Lines.Remove(line);
                    line.Fail(fault);
                }
            }
            if (_options.StartsProcess && _process != null) _process.Stop();
            Faults.Enqueue(fault);
            if (final) FailLines(fault, all: true);
            _lastFault = fault;
        }

        Fault _lastFault;

        void Wait(int ms) {
            long untilMs = NowMs + ms;
            while (NowMs < untilMs && !_closing.WaitOne(PollMs))
                if (_lastFault != null) FailLines(_lastFault, all: false);
        }

        /// <summary>All lines, or those that have waited too long.</summary>
        void FailLines(Fault fault, bool all) {
            lock (_gate) {
                foreach (LineHandle line in Lines.All) {
                    if (!all && NowMs - line.SaidMs < _options.QueueMs) continue;
                    Lines.Remove(line);
                    line.Fail(fault);
                }
            }
        }
    }
}

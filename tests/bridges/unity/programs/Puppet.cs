using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Moodvox.Client;
using Moodvox.Protocol;

namespace Moodvox.Tests {
    /// <summary>A game without a picture: ticks, and does what stdin says (words parted by tabs),
    /// one row of JSON for each.</summary>
    sealed class Puppet {
        readonly BlockingCollection<string> _orders = new BlockingCollection<string>();
        readonly Dictionary<string, LineHandle> _lines = new Dictionary<string, LineHandle>();
        readonly Dictionary<string, Character> _cast = new Dictionary<string, Character>();
        readonly List<string> _events = new List<string>();
        readonly List<string> _faults = new List<string>();
        readonly List<string> _states = new List<string>();
        readonly int _mainThread = Thread.CurrentThread.ManagedThreadId;
        readonly SoundCard _card = new SoundCard();
        SidecarClient _client;
        int _strangers;

        public int Run() {
            var reader = new Thread(() => {
                for (string row; (row = Console.ReadLine()) != null;) _orders.Add(row);
                _orders.Add("quit");
            }) { IsBackground = true };
            reader.Start();
            while (true) {
                string order;
                if (!_orders.TryTake(out order, 2)) {
                    Tick();
                    continue;
                }
                string[] words = order.Split('\t');
                if (words[0] == "quit") break;
                try {
                    Console.WriteLine(Obey(words));
                } catch (Exception fault) when (fault is WireError || fault is InvalidOperationException) {
                    Console.WriteLine(new Json().Text("refused", fault.Message));
                }
            }
            if (_client != null) _client.Close();
            _card.Stop();
            return 0;
        }

        Json Obey(string[] words) {
            switch (words[0]) {
                case "open": return Open(words);
                case "card": _card.Start(int.Parse(words[1]), double.Parse(words[2], CultureInfo.InvariantCulture)); return new Json();
                case "say": return Say(words);
                case "mood":
                    Cast(words[1]).SetMood(Weights.Of(words[2], double.Parse(words[3], CultureInfo.InvariantCulture)), 0.5);
                    return new Json();
                case "cancel": _client.Cancel(_lines[words[1]]); return new Json();
                case "stop": Cast(words[1]).Stop(); return new Json();
                case "silence": Cast(words[1]).Silence(); return new Json();
                case "over": Until(words[2], () => _lines[words[1]].IsReleased || _lines[words[1]].IsKept && _lines[words[1]].IsOver); return Line(_lines[words[1]]);
                case "received": Until(words[2], () => _lines[words[1]].Received > 0); return Line(_lines[words[1]]);
                case "is": Until(words[2], () => _client.State.ToString() == words[1]); return State();
                case "sessions": Until(words[2], () => _client.Sessions >= int.Parse(words[1]) && _client.State == LinkState.Ready); return State();
                case "state": return State();
                case "line": return Line(_lines[words[1]]);
                case "kept": Write(words[2], _lines[words[1]].Samples()); return new Json();
                case "heard": Write(words[2], _card.Heard(words[1])); return new Json();
                case "events": return new Json().Raw("events", Json.Of(_events)).Number("strangers", (long)_strangers);
                case "stats": _client.AskStats(); Until("10", () => _client.Stats != null); return new Json().Raw("counters", Json.Of(_client.Stats.Counters));
                case "check":
                    Question question = _client.Check(words[1].Replace("\\n", "\n"), words[2], words[3]);
                    Until("10", () => question.IsOver);
                    return Found(question);
                case "ticks": return Ticks(int.Parse(words[1]));
                case "close":
                    Stopwatch clock = Stopwatch.StartNew();
                    _client.Close();
                    return new Json().Number("ms", clock.Elapsed.TotalMilliseconds).Text("state", _client.State.ToString());
            }
            throw new InvalidOperationException("unknown order " + words[0]);
        }

        Json Open(string[] words) {
            var options = new ClientOptions { Key = "test" };
            foreach (string word in words) {
                int cut = word.IndexOf('=');
                string value = word.Substring(cut + 1);
                switch (cut < 0 ? "" : word.Substring(0, cut)) {
                    case "key": options.Key = value; break;
                    case "port": options.Port = int.Parse(value); break;
                    case "host": options.Host = value; break;
                    case "token": options.Token = value; break;
                    case "command": options.Command.AddRange(value.Split('|')); break;
                    case "voices": options.Voices.Add(value); break;
                    case "lead": options.LeadMs = double.Parse(value, CultureInfo.InvariantCulture); break;
                    case "answer": options.AnswerMs = int.Parse(value); break;
                    case "queue": options.QueueMs = int.Parse(value); break;
                    case "start": options.StartMs = int.Parse(value); break;
                    case "stop": options.StopMs = int.Parse(value); break;
                    case "format": options.Format = value == "s16le" ? SampleFormat.S16 : SampleFormat.F32; break;
                }
            }
            _client = new SidecarClient(options) { OutputRateHz = _card.RateHz };
            _client.StateChanged += state => { Here(); _states.Add(state.ToString()); };
            _client.Faulted += fault => { Here(); _faults.Add(fault.ToString()); };
            return new Json();
        }

        Json Say(string[] words) {
            var request = new Speak { Character = words[1], Id = words[2], Text = words[3], Seed = 1 };
            for (int i = 4; i < words.Length; i++) {
                if (words[i] == "interrupt") request.Interrupt = true;
                if (words[i].StartsWith("voice=")) request.Voice = words[i].Substring(6);
            }
            bool keep = Array.IndexOf(words, "keep") > 0;
            _lines[words[2]] = keep ? _client.Say(request, true) : Cast(words[1]).Say(request);
            return new Json();
        }

        Character Cast(string name) {
            Character character;
            if (_cast.TryGetValue(name, out character)) return character;
            _cast[name] = character = new Character(_client, name);
            character.LineStarted += line => Note("start " + line.Id);
            character.Marked += (line, mark) => Note(mark.Kind.ToString().ToLowerInvariant() + " " + line.Id + " " + mark.Text + " " + mark.FirstSample + " " + line.Played);
            character.MoodChanged += (line, mood) => Note("mood " + line.Id + " " + mood);
            character.LineEnded += line => Note("end " + line.Id + " " + line.End);
            character.LineFailed += (line, fault) => Note("fail " + line.Id + " " + fault.Code);
            _card.Add(name, character.Player);
            return character;
        }

        void Note(string what) {
            Here();
            _events.Add(what);
        }

        void Here() {
            if (Thread.CurrentThread.ManagedThreadId != _mainThread) _strangers++;
        }

        void Tick() {
            if (_client == null) return;
            foreach (Character character in _cast.Values) character.Tick();
            _client.Tick();
        }

        void Until(string seconds, Func<bool> happens) {
            Stopwatch clock = Stopwatch.StartNew();
            double most = double.Parse(seconds, CultureInfo.InvariantCulture);
            while (!happens()) {
                if (clock.Elapsed.TotalSeconds > most) throw new InvalidOperationException("did not happen within " + seconds + " s: " + State());
                Tick();
                Thread.Sleep(2);
            }
        }

        Json State() => new Json().Text("state", _client.State.ToString()).Number("sessions", (long)_client.Sessions)
            .Number("pid", (long)_client.SidecarPid).Raw("faults", Json.Of(_faults)).Raw("states", Json.Of(_states));

        static Json Found(Question question) {
            if (question.Fault != null) return new Json().Text("fault", question.Fault.ToString());
            var places = new List<string>();
            foreach (Finding finding in question.Diagnostics.Findings)
                places.Add(finding.Line + ":" + finding.Column + (finding.IsError ? " " : " warning ") + finding.Message);
            return new Json().Raw("found", Json.Of(places));
        }

        static Json Line(LineHandle line) => new Json().Text("end", line.End.ToString()).Number("received", line.Received)
            .Number("played", line.Played).Number("underruns", (long)line.Underruns).Number("rate", (long)line.SampleRateHz)
            .Text("fault", line.Fault == null ? "" : line.Fault.ToString()).Number("column", (long)(line.Fault == null ? 0 : line.Fault.Column))
            .Raw("over", line.IsOver ? "true" : "false");

        /// <summary>Ticks of a game at 100 a second: what they cost this thread, in processor time,
        /// which does not count what others do on a busy machine.</summary>
        Json Ticks(int count) {
            var took = new List<double>(count);
            for (int i = 0; i < count; i++) {
                double before = ThreadMs();
                Tick();
                took.Add(ThreadMs() - before);
                Thread.Sleep(10);
            }
            took.Sort();
            double sum = 0;
            foreach (double ms in took) sum += ms;
            return new Json().Number("mean_ms", sum / count).Number("p50_ms", took[count / 2]).Number("p99_ms", took[(int)(0.99 * (count - 1))])
                .Number("most_ms", took[count - 1]);
        }

        static double ThreadMs() {
            var time = new long[2];
            clock_gettime(3, time);
            return time[0] * 1e3 + time[1] / 1e6;
        }

        [DllImport("libc")] static extern int clock_gettime(int clock, [Out] long[] time);

        static void Write(string file, float[] samples) {
            var bytes = new byte[4 * samples.Length];
            Buffer.BlockCopy(samples, 0, bytes, 0, bytes.Length);
            File.WriteAllBytes(file, bytes);
        }
    }
}

using System.Collections.Generic;

namespace Moodvox.Protocol {
    // The messages that come seldom: a new object for each.
    public sealed partial class Codec {
        void ReadReady(int fields) {
            var ready = new Ready();
            for (; fields > 0; fields--) {
                Utf8 key = _from.Text();
                if (key.Is("version")) ready.Version = (int)Whole("version");
                else if (key.Is("sidecar")) ready.Sidecar = _from.String();
                else if (key.Is("heartbeat_ms")) ready.HeartbeatMs = Period("heartbeat_ms");
                else if (key.Is("timeout_ms")) ready.TimeoutMs = Period("timeout_ms");
                else if (key.Is("voices")) for (int n = Listed("voices"); n > 0; n--) ready.Voices.Add(ReadVoice());
                else if (key.Is("characters")) ready.Characters = ReadNames();
                else if (key.Is("visemes")) ready.Visemes = ReadNames();
                else if (key.Is("tags")) ready.Tags = ReadNames();
                else if (key.Is("sounds")) ready.Sounds = ReadNames();
                else if (key.Is("moods")) ready.Moods = ReadNames();
                else if (key.Is("arkit")) for (int n = _from.Map(); n > 0; n--) {
                    string viseme = _from.String();
                    ready.Arkit[viseme] = ReadNumbers();
                } else _from.Skip();
            }
            Ready = ready;
        }

        VoiceInfo ReadVoice() {
            var voice = new VoiceInfo();
            for (int n = _from.Map(); n > 0; n--) {
                Utf8 key = _from.Text();
                if (key.Is("name")) voice.Name = _from.String();
                else if (key.Is("language")) voice.Language = _from.String();
                else if (key.Is("sample_rate_hz")) voice.SampleRateHz = Rate();
                else if (key.Is("speakers")) voice.Speakers = ReadNames();
                else if (key.Is("emotions")) voice.Emotions = ReadNames();
                else if (key.Is("tiers")) voice.Tiers = ReadNames();
                else _from.Skip();
            }
            return voice;
        }

        void ReadDone(int fields) {
            var done = new Done { Samples = -1 };
            bool reason = false;
            for (; fields > 0; fields--) {
                Utf8 key = _from.Text();
                if (key.Is("id")) done.Id = _from.String();
                else if (key.Is("samples")) done.Samples = Whole("samples");
                else if (key.Is("reason")) { done.Reason = ReadReason(); reason = true; }
                else if (key.Is("why")) done.Why = _from.String();
                else if (key.Is("retry_ms")) done.RetryMs = _from.Float();
                else if (key.Is("timings")) done.Timings = ReadTimings();
                else if (key.Is("notices")) done.Notices = ReadNames();
                else _from.Skip();
            }
            if (done.Id.Length == 0 || done.Samples < 0 || !reason) throw new WireError("done lacks a field");
            Done = done;
        }

        DoneReason ReadReason() {
            Utf8 reason = _from.Text();
            if (reason.Is("finished")) return DoneReason.Finished;
            if (reason.Is("cancelled")) return DoneReason.Cancelled;
            if (reason.Is("dropped")) return DoneReason.Dropped;
            throw new WireError("unknown reason '" + reason + "'", "reason");
        }

        Timings ReadTimings() {
            var timings = new Timings();
            for (int n = _from.Map(); n > 0; n--) {
                Utf8 key = _from.Text();
                if (key.Is("queued_ms")) timings.QueuedMs = _from.Float();
                else if (key.Is("plan_ms")) timings.PlanMs = _from.Float();
                else if (key.Is("first_block_ms")) timings.FirstBlockMs = _from.Float();
                else if (key.Is("render_ms")) timings.RenderMs = _from.Float();
                else _from.Skip();
            }
            return timings;
        }

        void ReadError(int fields) {
            var error = new Error();
            for (; fields > 0; fields--) {
                Utf8 key = _from.Text();
                if (key.Is("code")) error.Code = _from.String();
                else if (key.Is("message")) error.Message = _from.String();
                else if (key.Is("where")) error.Where = _from.String();
                else if (key.Is("hint")) error.Hint = _from.String();
                else if (key.Is("id") && _from.Kind() == MsgpackKind.String) error.Id = _from.String();
                else if (key.Is("line_over")) error.LineOver = _from.Bool();
                else _from.Skip();
            }
            if (error.Code.Length == 0) throw new WireError("an error lacks its code", "code");
            Error = error;
        }

        void ReadDiagnostics(int fields) {
            var told = new Diagnostics();
            for (; fields > 0; fields--) {
                Utf8 key = _from.Text();
                if (key.Is("id")) told.Id = _from.String();
                else if (key.Is("findings")) {
                    int count = _from.List();
                    if (count > Limits.MaxFindings) throw new WireError("too many findings", "findings");
                    for (; count > 0; count--) told.Findings.Add(ReadFinding());
                } else if (key.Is("left_out")) told.LeftOut = Whole("left_out");
                else _from.Skip();
            }
            if (told.Id.Length == 0) throw new WireError("diagnostics lack their check", "id");
            Diagnostics = told;
        }

        Finding ReadFinding() {
            var finding = new Finding();
            for (int n = _from.Map(); n > 0; n--) {
                Utf8 key = _from.Text();
                if (key.Is("line")) finding.Line = (int)Whole("findings.line");
                else if (key.Is("column")) finding.Column = (int)Whole("findings.column");
                else if (key.Is("severity")) finding.IsError = _from.Text().Is("error");
                else if (key.Is("message")) finding.Message = _from.String();
                else if (key.Is("hint")) finding.Hint = _from.String();
                else _from.Skip();
            }
            if (finding.Line < 1 || finding.Column < 1 || finding.Message.Length == 0) throw new WireError("a finding lacks a field", "findings");
            return finding;
        }

        void ReadStats(int fields) {
            var stats = new Stats();
            for (; fields > 0; fields--) {
                if (_from.Text().Is("counters")) stats.Counters = ReadNumbers();
                else _from.Skip();
            }
            Stats = stats;
        }

        void ReadEnrolled(int fields) {
            var enrolled = new Enrolled();
            for (; fields > 0; fields--) {
                Utf8 key = _from.Text();
                if (key.Is("id")) enrolled.Id = _from.String();
                else if (key.Is("kind")) enrolled.Kind = _from.String();
                else if (key.Is("name")) enrolled.Name = _from.String();
                else if (key.Is("voice")) enrolled.Voice = _from.String();
                else if (key.Is("replaced")) enrolled.Replaced = _from.Bool();
                else if (key.Is("remarks")) enrolled.Remarks = ReadNames();
                else _from.Skip();
            }
            if (enrolled.Id.Length == 0 || enrolled.Name.Length == 0) throw new WireError("enrolled lacks a field");
            Enrolled = enrolled;
        }

        void ReadNonce(int fields) {
            Nonce = 0;
            for (; fields > 0; fields--) {
                if (_from.Text().Is("nonce")) Nonce = _from.Int();
                else _from.Skip();
            }
        }

        void ReadShutdown(int fields) {
            Reason = "";
            for (; fields > 0; fields--) {
                if (_from.Text().Is("reason")) Reason = _from.String();
                else _from.Skip();
            }
        }

        double Period(string field) {
            double value = _from.Float();
            if (!(value > 0.0)) throw new WireError(field + " must be above 0", field);
            return value;
        }

        int Listed(string field) {
            int count = _from.List();
            if (count > Limits.MaxList) throw new WireError("too many entries", field);
            return count;
        }

        List<string> ReadNames() {
            int count = Listed("names");
            var names = new List<string>(count);
            for (; count > 0; count--) names.Add(_from.String());
            return names;
        }

        Dictionary<string, double> ReadNumbers() {
            var numbers = new Dictionary<string, double>();
            for (int n = _from.Map(); n > 0; n--) {
                string name = _from.String();
                numbers[name] = _from.Float();
            }
            return numbers;
        }
    }
}

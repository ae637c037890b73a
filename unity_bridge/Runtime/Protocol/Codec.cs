using System;
using System.Collections.Generic;

namespace Moodvox.Protocol {
    /// <summary>What a decoded message is; Unknown: a type from the future, to be skipped.</summary>
    public enum Incoming {
        Unknown, Ready, Block, Marks, Done, Error, Pong, Ping, Stats, Shutdown, Diagnostics, Enrolled
    }

    /// <summary>Turns the parts of a message into one of its fields. Role: the sidecar's messages,
    /// checked at the border. Blocks and marks are read into objects that are used again; the
    /// others are new each time. One thread.</summary>
    public sealed partial class Codec {
        readonly MsgpackReader _from = new MsgpackReader();
        readonly NameTable _names = new NameTable();

        public readonly Block Block = new Block();
        public readonly Marks Marks = new Marks();
        public Ready Ready { get; private set; }
        public Done Done { get; private set; }
        public Error Error { get; private set; }
        public Stats Stats { get; private set; }
        public Diagnostics Diagnostics { get; private set; }
        public Enrolled Enrolled { get; private set; }
        /// <summary>Of a ping or pong.</summary>
        public long Nonce { get; private set; }
        /// <summary>Of a shutdown.</summary>
        public string Reason { get; private set; } = "";

        /// <summary>Decode one message.</summary>
        /// <param name="audio">Part 2, or null if there is none.</param>
        /// <exception cref="WireError">It is malformed, or a field is wrong.</exception>
        public Incoming Decode(byte[] map, int mapBytes, byte[] audio, int audioBytes) {
            _from.Reset(map, 0, mapBytes);
            Incoming type = FindType();
            _from.Reset(map, 0, mapBytes);
            int fields = _from.Map();
            switch (type) {
                case Incoming.Block: ReadBlock(fields, audio, audioBytes); break;
                case Incoming.Marks: ReadMarks(fields); break;
                case Incoming.Ready: ReadReady(fields); break;
                case Incoming.Done: ReadDone(fields); break;
                case Incoming.Error: ReadError(fields); break;
                case Incoming.Stats: ReadStats(fields); break;
                case Incoming.Diagnostics: ReadDiagnostics(fields); break;
                case Incoming.Enrolled: ReadEnrolled(fields); break;
                case Incoming.Ping: case Incoming.Pong: ReadNonce(fields); break;
                case Incoming.Shutdown: ReadShutdown(fields); break;
            }
            return type;
        }

        Incoming FindType() {
            for (int n = _from.Map(); n > 0; n--) {
                if (!_from.Text().Is("type")) {
                    _from.Skip();
                    continue;
                }
                Utf8 type = _from.Text();
                if (type.Is("block")) return Incoming.Block;
                if (type.Is("mark")) return Incoming.Marks;
                if (type.Is("done")) return Incoming.Done;
                if (type.Is("pong")) return Incoming.Pong;
                if (type.Is("ping")) return Incoming.Ping;
                if (type.Is("error")) return Incoming.Error;
                if (type.Is("ready")) return Incoming.Ready;
                if (type.Is("stats")) return Incoming.Stats;
                if (type.Is("diagnostics")) return Incoming.Diagnostics;
                if (type.Is("enrolled")) return Incoming.Enrolled;
                return type.Is("shutdown") ? Incoming.Shutdown : Incoming.Unknown;
            }
            throw new WireError("the message has no type", "type");
        }

        void ReadBlock(int fields, byte[] audio, int audioBytes) {
            Block block = Block;
            block.Id = default(Utf8);
            block.Sequence = block.FirstSample = block.Samples = -1;
            block.SampleRateHz = 0;
            block.Mood.Clear();
            bool formatted = false;
            for (; fields > 0; fields--) {
                Utf8 key = _from.Text();
                if (key.Is("id")) block.Id = _from.Text();
                else if (key.Is("sequence")) block.Sequence = Whole("sequence");
                else if (key.Is("first_sample")) block.FirstSample = Whole("first_sample");
                else if (key.Is("samples")) block.Samples = Whole("samples");
                else if (key.Is("sample_rate_hz")) block.SampleRateHz = Rate();
                else if (key.Is("format")) { block.Format = SampleFormats.Read(_from.Text()); formatted = true; }
                else if (key.Is("mood")) block.Mood.Read(_from, _names);
                else _from.Skip();
            }
            if (block.Id.Count == 0 || block.Sequence < 0 || block.FirstSample < 0 || block.Samples < 0
                || block.SampleRateHz == 0 || !formatted)
                throw new WireError("a block lacks a field");
            if (audio == null || block.Samples * SampleFormats.BytesPerSample(block.Format) != audioBytes)
                throw new WireError("the audio is not as long as the block says", "samples");
            block.Audio = audio;
            block.AudioBytes = audioBytes;
        }

        void ReadMarks(int fields) {
            Marks.Id = default(Utf8);
            Marks.Items.Clear();
            for (; fields > 0; fields--) {
                Utf8 key = _from.Text();
                if (key.Is("id")) Marks.Id = _from.Text();
                else if (key.Is("marks")) {
                    int count = _from.List();
                    if (count > Limits.MaxMarks) throw new WireError("too many marks", "marks");
                    for (; count > 0; count--) Marks.Items.Add(ReadMark());
                } else _from.Skip();
            }
            if (Marks.Id.Count == 0) throw new WireError("marks lack their line", "id");
        }

        Mark ReadMark() {
            var mark = new Mark { FirstSample = -1 };
            bool kind = false;
            for (int n = _from.Map(); n > 0; n--) {
                Utf8 key = _from.Text();
                if (key.Is("kind")) { mark.Kind = ReadKind(); kind = true; }
                else if (key.Is("text")) mark.Text = _names.Get(_from.Text());
                else if (key.Is("first_sample")) mark.FirstSample = Whole("marks.first_sample");
                else if (key.Is("samples")) mark.Samples = Whole("marks.samples");
                else if (key.Is("start")) mark.Start = (int)Whole("marks.start");
                else if (key.Is("end")) mark.End = (int)Whole("marks.end");
                else _from.Skip();
            }
            if (!kind || mark.Text == null || mark.FirstSample < 0) throw new WireError("a mark lacks a field", "marks");
            return mark;
        }

        MarkKind ReadKind() {
            Utf8 kind = _from.Text();
            if (kind.Is("viseme")) return MarkKind.Viseme;
            if (kind.Is("phoneme")) return MarkKind.Phoneme;
            if (kind.Is("word")) return MarkKind.Word;
            throw new WireError("unknown kind of mark '" + kind + "'", "marks.kind");
        }

        long Whole(string field) {
            long value = _from.Int();
            if (value < 0 || value > Limits.MaxSamples) throw new WireError(field + " is out of bounds", field);
            return value;
        }

        int Rate() {
            long rate = _from.Int();
            if (rate < 8000 || rate > 192000) throw new WireError("the sample rate is out of bounds", "sample_rate_hz");
            return (int)rate;
        }
    }
}

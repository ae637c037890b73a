using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Moodvox.Protocol;

namespace Moodvox.Tests {
    /// <summary>Golden bytes, both ways.</summary>
    static class Wire {
        /// <summary>Rows of hex in; "HEX JSON" out: read, shown, and written again.</summary>
        public static int Values() {
            var reader = new MsgpackReader();
            var writer = new MsgpackWriter(1);
            for (string row; (row = Console.ReadLine()) != null;) {
                byte[] bytes = FromHex(row);
                var json = new StringBuilder();
                try {
                    writer.Clear();
                    reader.Reset(bytes, 0, bytes.Length);
                    Copy(reader, writer, json);
                    if (!reader.AtEnd) throw new WireError("more than one value");
                    reader.Reset(bytes, 0, bytes.Length);
                    reader.Skip();
                    if (!reader.AtEnd) throw new WireError("skipped to another place than read");
                    Console.WriteLine(Hex(writer.Bytes, writer.Count) + " " + json);
                } catch (WireError fault) {
                    Console.WriteLine("fault " + fault.Message);
                }
            }
            return 0;
        }

        static void Copy(MsgpackReader from, MsgpackWriter to, StringBuilder json) {
            switch (from.Kind()) {
                case MsgpackKind.Nil: from.Nil(); to.Nil(); json.Append("null"); break;
                case MsgpackKind.Bool: bool yes = from.Bool(); to.Bool(yes); json.Append(yes ? "true" : "false"); break;
                case MsgpackKind.Int: long whole = from.Int(); to.Int(whole); json.Append(whole); break;
                case MsgpackKind.Float: double value = from.Float(); to.Float(value); json.Append(Json.Number(value)); break;
                case MsgpackKind.String: string text = from.String(); to.String(text); json.Append(Json.Quoted(text)); break;
                case MsgpackKind.List:
                    int entries = from.List();
                    to.List(entries);
                    json.Append('[');
                    for (int i = 0; i < entries; i++) { if (i > 0) json.Append(','); Copy(from, to, json); }
                    json.Append(']');
                    break;
                case MsgpackKind.Map:
                    int pairs = from.Map();
                    to.Map(pairs);
                    json.Append('{');
                    for (int i = 0; i < pairs; i++) {
                        if (i > 0) json.Append(',');
                        Copy(from, to, json);
                        json.Append(':');
                        Copy(from, to, json);
                    }
                    json.Append('}');
                    break;
                default: throw new WireError("a kind that has no JSON");
            }
        }

        /// <summary>Rows of "MAP-FILE [AUDIO-FILE]" in; one row of JSON out for each.</summary>
        public static int Decode() {
            var codec = new Codec();
            for (string row; (row = Console.ReadLine()) != null;) {
                string[] files = row.Split('\t');
                byte[] map = File.ReadAllBytes(files[0]);
                byte[] audio = files.Length > 1 ? File.ReadAllBytes(files[1]) : null;
                try {
                    Incoming type = codec.Decode(map, map.Length, audio, audio == null ? -1 : audio.Length);
                    Console.WriteLine(Shown(codec, type));
                } catch (WireError fault) {
                    Console.WriteLine(new Json().Text("fault", fault.Message).Text("where", fault.Where));
                }
            }
            return 0;
        }

        static Json Shown(Codec codec, Incoming type) {
            var json = new Json();
            switch (type) {
                case Incoming.Block:
                    Block block = codec.Block;
                    var samples = new float[block.Samples];
                    Pcm.ToFloats(block.Audio, 0, block.Format, samples, 0, samples.Length);
                    return json.Text("type", "block").Text("id", block.Id.ToString()).Number("sequence", block.Sequence)
                        .Number("first_sample", block.FirstSample).Number("samples", block.Samples)
                        .Number("sample_rate_hz", block.SampleRateHz).Text("format", SampleFormats.Name(block.Format))
                        .Raw("mood", Json.Of(block.Mood)).Raw("pcm", Json.Of(samples));
                case Incoming.Marks:
                    var marks = new List<string>();
                    foreach (Mark mark in codec.Marks.Items)
                        marks.Add(new Json().Text("kind", mark.Kind.ToString().ToLowerInvariant()).Text("text", mark.Text)
                            .Number("first_sample", mark.FirstSample).Number("samples", mark.Samples)
                            .Number("start", mark.Start).Number("end", mark.End).ToString());
                    return json.Text("type", "mark").Text("id", codec.Marks.Id.ToString()).Raw("marks", Json.List(marks));
                case Incoming.Done:
                    Done done = codec.Done;
                    return json.Text("type", "done").Text("id", done.Id).Number("samples", done.Samples)
                        .Text("reason", done.Reason.ToString().ToLowerInvariant())
                        .Text("why", done.Why).Number("retry_ms", done.RetryMs)
                        .Raw("timings", new Json().Number("queued_ms", done.Timings.QueuedMs).Number("plan_ms", done.Timings.PlanMs)
                            .Number("first_block_ms", done.Timings.FirstBlockMs).Number("render_ms", done.Timings.RenderMs).ToString())
                        .Raw("notices", Json.Of(done.Notices));
                case Incoming.Error:
                    Error error = codec.Error;
                    return json.Text("type", "error").Text("code", error.Code).Text("message", error.Message)
                        .Text("where", error.Where).Text("hint", error.Hint).Text("id", error.Id).Raw("line_over", error.LineOver ? "true" : "false");
                case Incoming.Enrolled:
                    Enrolled enrolled = codec.Enrolled;
                    return json.Text("type", "enrolled").Text("id", enrolled.Id).Text("kind", enrolled.Kind)
                        .Text("name", enrolled.Name).Text("voice", enrolled.Voice)
                        .Raw("replaced", enrolled.Replaced ? "true" : "false").Raw("remarks", Json.Of(enrolled.Remarks));
                case Incoming.Ready: return Shown(json, codec.Ready);
                case Incoming.Stats: return json.Text("type", "stats").Raw("counters", Json.Of(codec.Stats.Counters));
                case Incoming.Diagnostics:
                    var findings = new List<string>();
                    foreach (Finding finding in codec.Diagnostics.Findings)
                        findings.Add(new Json().Number("line", (long)finding.Line).Number("column", (long)finding.Column)
                            .Text("severity", finding.IsError ? "error" : "warning").Text("message", finding.Message).Text("hint", finding.Hint).ToString());
                    return json.Text("type", "diagnostics").Text("id", codec.Diagnostics.Id).Raw("findings", Json.List(findings))
                        .Number("left_out", codec.Diagnostics.LeftOut);
                case Incoming.Ping: case Incoming.Pong:
                    return json.Text("type", type.ToString().ToLowerInvariant()).Number("nonce", codec.Nonce);
                case Incoming.Shutdown: return json.Text("type", "shutdown").Text("reason", codec.Reason);
                default: return json.Text("type", "unknown");
            }
        }

        static Json Shown(Json json, Ready ready) {
            var voices = new List<string>();
            foreach (VoiceInfo voice in ready.Voices)
                voices.Add(new Json().Text("name", voice.Name).Text("language", voice.Language).Number("sample_rate_hz", voice.SampleRateHz)
                    .Raw("speakers", Json.Of(voice.Speakers)).Raw("emotions", Json.Of(voice.Emotions)).Raw("tiers", Json.Of(voice.Tiers)).ToString());
            var arkit = new Json();
            foreach (KeyValuePair<string, Dictionary<string, double>> shape in ready.Arkit) arkit.Raw(shape.Key, Json.Of(shape.Value));
            return json.Text("type", "ready").Text("sidecar", ready.Sidecar).Number("heartbeat_ms", ready.HeartbeatMs)
                .Number("timeout_ms", ready.TimeoutMs).Raw("voices", Json.List(voices)).Raw("characters", Json.Of(ready.Characters))
                .Raw("visemes", Json.Of(ready.Visemes)).Raw("arkit", arkit.ToString())
                .Raw("tags", Json.Of(ready.Tags)).Raw("sounds", Json.Of(ready.Sounds)).Raw("moods", Json.Of(ready.Moods));
        }

        /// <summary>Rows of a tagged line as a JSON string in; its plain text and how many places
        /// that has out.</summary>
        public static int Plain() {
            var reader = new System.Text.RegularExpressions.Regex(@"\\u([0-9a-f]{4})|\\(.)");
            for (string row; (row = Console.ReadLine()) != null;) {
                string text = reader.Replace(row.Substring(1, row.Length - 2), found => found.Groups[1].Success
                    ? ((char)int.Parse(found.Groups[1].Value, NumberStyles.HexNumber)).ToString() : found.Groups[2].Value);
                Console.WriteLine(Moodvox.Script.TaggedText.Plain(text) + "\t" + Moodvox.Script.TaggedText.Places(text).Count);
            }
            return 0;
        }

        /// <summary>"NAME HEX" for every golden message that an engine sends.</summary>
        public static int Encode() {
            Row("hello_least", new Hello());
            Row("hello_all", new Hello {
                Versions = new[] { 1, 2 }, Token = "correct horse battery staple", Engine = "godot 4.4",
                Format = SampleFormat.S16, SampleRateHz = 24000, LeadMs = 180.5,
            });
            Row("ping", new Ping { Nonce = 70000 });
            Row("shutdown", new Shutdown { Reason = "the game is over" });
            Row("stats_question", new Stats());
            Row("speak_least", new Speak { Id = "line-1", Character = "Marta", Text = "Get out of my tavern!" });
            Row("speak_all", new Speak {
                Id = "line-2", Character = "Old Tom",
                Text = "[angry 0.4 -> calm over 2s] \u2026sorry. Long day \u2014 \u201cna\u00efve\u201d \ud83c\udf7a",
                Voice = "kathleen", Speaker = "rms", Mood = Weights.Of("angry", 0.6).Add("sad", 0.25), Priority = 80,
                DeadlineMs = 1500, DistanceM = 12.5, Tier = Tier.Fast, Seed = 9007199254740993, Interrupt = true,
            });
            Row("speak_curve", new Speak {
                Id = "line-3", Character = "Marta", Text = "I am quite calm.",
                Curve = new List<Keyframe> {
                    new Keyframe { AtS = 0, Mood = Weights.Of("calm") },
                    new Keyframe { AtS = 1.5, Mood = Weights.Of("angry", 0.8), Easing = "ease_in_out" },
                    new Keyframe { AtS = 2 },
                },
            });
            Row("speak_take", new Speak {
                Id = "line-4", Character = "Marta", Text = "Hi.", Line = "the-greeting",
                Take = new PinnedTake {
                    Phonemes = "SIL HH AY1 SIL",
                    Edits = new List<PhonemeEdit> {
                        new PhonemeEdit { At = 1, Length = 1.5 },
                        new PhonemeEdit { At = 2, PitchSt = -2.5, Length = 0.75, LevelDb = 3 },
                    },
                },
            });
            Row("cancel_line", new Cancel { Id = "line-2" });
            Row("cancel_character", new Cancel { Character = "Old Tom" });
            Row("cancel_all", new Cancel { All = true });
            Row("credit", new Credit { Id = Encoding.UTF8.GetBytes("line-2"), PlayedSamples = 72000 });
            Row("mood_character", new MoodEvent {
                Character = "Marta", Target = Weights.Of("fearful", 0.4).Add("sad", 0.5), OverS = 2.5, Easing = "ease_in_out",
            });
            Row("mood_line", new MoodEvent { Character = "Marta", Line = "line-3" });
            Row("check_line", new Check { Id = "check-1", Text = "Well [angyr] then." });
            Row("check_file", new Check {
                Id = "check-2", Text = "Marta: [puase 1s] Out!\nMarta: \ud83c\udf7a\n", File = "tavern.mood", Voice = "kathleen",
            });
            Row("enroll", new Enroll {
                Id = "voice-of-tom", Name = "tom", Voice = "kathleen", Samples = 4, SampleRateHz = 48000, Format = SampleFormat.S16,
            });
            return 0;
        }

        static void Row(string name, Outgoing message) {
            var writer = new MsgpackWriter(16);
            message.Write(writer);
            Console.WriteLine(name + " " + Hex(writer.Bytes, writer.Count));
        }

        /// <summary>A recorded stream in pieces of up to so many bytes: what was found.</summary>
        public static int Pieces(string file, int most) {
            byte[] stream = File.ReadAllBytes(file);
            var frames = new FrameReader();
            frames.Reset();
            var random = new Random(most);
            try {
                for (int at = 0; at < stream.Length;) {
                    var piece = new byte[Math.Min(random.Next(1, most + 1), stream.Length - at)];
                    Buffer.BlockCopy(stream, at, piece, 0, piece.Length);
                    at += piece.Length;
                    frames.Feed(piece, piece.Length);
                    for (FrameEvent found; (found = frames.Next()) != FrameEvent.Nothing;)
                        Console.WriteLine(found + (found == FrameEvent.Greeting ? "" : " " + Hex(frames.Map, frames.MapBytes))
                            + (found == FrameEvent.Message && frames.AudioBytes >= 0 ? " " + Hex(frames.Audio, frames.AudioBytes) : ""));
                }
            } catch (WireError fault) {
                Console.WriteLine("fault " + fault.Message);
            }
            return 0;
        }

        public static string Hex(byte[] bytes, int count) {
            return BitConverter.ToString(bytes, 0, count).Replace("-", "").ToLowerInvariant();
        }

        static byte[] FromHex(string hex) {
            var bytes = new byte[hex.Length / 2];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = byte.Parse(hex.Substring(2 * i, 2), NumberStyles.HexNumber);
            return bytes;
        }
    }
}

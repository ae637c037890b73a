using System;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading;
using Moodvox.Client;
using Moodvox.Protocol;

namespace Moodvox.Tests {
    /// <summary>Figures of parts that need no sidecar.</summary>
    static class Measures {
        /// <summary>Two threads and one ring: "SAMPLES WRONG".</summary>
        public static int Ring() {
            const int total = 1 << 22;
            var ring = new BlockRing(3000);
            var writer = new Thread(() => {
                var bytes = new byte[4 * 1024];
                var random = new Random(1);
                for (int at = 0; at < total;) {
                    int count = Math.Min(random.Next(1, 1024), total - at);
                    var block = new float[count];
                    for (int i = 0; i < count; i++) block[i] = (at + i) / 16777216f;
                    Buffer.BlockCopy(block, 0, bytes, 0, 4 * count);
                    while (!ring.Write(bytes, count, SampleFormat.F32)) Thread.Yield();
                    at += count;
                }
            });
            writer.Start();
            var heard = new float[700];
            int wrong = 0, next = 0;
            while (next < total) {
                int count = ring.Read(heard, 0, heard.Length);
                for (int i = 0; i < count; i++, next++)
                    if (heard[i] != next / 16777216f) wrong++;
                if (count == 0) Thread.Yield();
            }
            writer.Join();
            Console.WriteLine(next + " " + wrong);
            return 0;
        }

        /// <summary>A sine at one rate, played at another: "LENGTH SNR_DB" against the true sine.</summary>
        public static int Resample(int fromHz, int toHz, double toneHz) {
            const int samples = 24000;
            LineHandle line = Made(samples, fromHz, toHz, i => (float)(0.5 * Math.Sin(2 * Math.PI * toneHz * i / fromHz)));
            var player = new VoicePlayer();
            player.Add(line);
            var heard = new float[(int)((long)samples * toHz / fromHz) + 4096];
            var random = new Random(3);
            int at = 0;
            for (; at < heard.Length;) {
                int count = Math.Min(random.Next(1, 700), heard.Length - at);
                var piece = new float[count];
                player.Fill(piece, count, toHz);
                Array.Copy(piece, 0, heard, at, count);
                at += count;
            }
            int length = heard.Length;
            while (length > 0 && heard[length - 1] == 0f) length--;
            double signal = 0, noise = 0;
            for (int i = toHz / 100; i < length - toHz / 100; i++) {
                double wanted = 0.5 * Math.Sin(2 * Math.PI * toneHz * i / toHz);
                signal += wanted * wanted;
                noise += (heard[i] - wanted) * (heard[i] - wanted);
            }
            double snr = 10 * Math.Log10(signal / Math.Max(noise, 1e-30));
            Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "{0} {1:0.0} {2}", length, snr, line.Played));
            return 0;
        }

        static LineHandle Made(int samples, int rateHz, int outputHz, Func<int, float> sample) {
            var line = new LineHandle(new Speak { Id = "x" }, new LineBuffers.Pool(3000).Lend());
            var audio = new float[samples];
            for (int i = 0; i < samples; i++) audio[i] = sample(i);
            var bytes = new byte[4 * samples];
            Buffer.BlockCopy(audio, 0, bytes, 0, bytes.Length);
            line.TakeBlock(new Block { Samples = samples, SampleRateHz = rateHz, Audio = bytes, AudioBytes = bytes.Length }, outputHz);
            line.TakeDone(new Done { Id = "x", Samples = samples });
            return line;
        }

        /// <summary>From bytes to the sound card, many times: "ALLOCATED_BYTES BLOCKS MICROSECONDS_PER_BLOCK".</summary>
        public static int Blocks() {
            const int blocks = 20000, size = 960;
            var frames = new FrameReader();
            frames.Reset();
            byte[] greeting = Zmtp.Greeting();
            frames.Feed(greeting, greeting.Length);
            frames.Next();
            var codec = new Codec();
            var table = new LineTable();
            var line = new LineHandle(new Speak { Id = "line-7", Character = "Marta" }, new LineBuffers.Pool(250).Lend());
            table.Add(line);
            var player = new VoicePlayer();
            player.Add(line);
            var card = new float[2 * size];
            var mood = new Weights();
            var writer = new MsgpackWriter(512);
            var stream = new MsgpackWriter(8192);
            var outbox = new Outbox();
            var credit = new Credit { Id = line.IdUtf8 };
            var head = new byte[9];
            var pcm = new byte[4 * size];
            long before = 0;
            Stopwatch clock = null;
            for (int i = 0; i < blocks + 1000; i++) {
                if (i == 1000) {
                    GC.Collect();
                    before = GC.GetTotalMemory(true);
                    clock = Stopwatch.StartNew();
                }
                WriteBlock(writer, i, size);
                stream.Clear();
                stream.Raw(head, 0, Zmtp.PutHead(head, 0, writer.Count, true));
                stream.Raw(writer.Bytes, 0, writer.Count);
                stream.Raw(head, 0, Zmtp.PutHead(head, 0, pcm.Length, false));
                stream.Raw(pcm, 0, pcm.Length);
                frames.Feed(stream.Bytes, stream.Count);
                while (frames.Next() == FrameEvent.Message)
                    if (codec.Decode(frames.Map, frames.MapBytes, frames.Audio, frames.AudioBytes) == Incoming.Block)
                        table.Find(codec.Block.Id).TakeBlock(codec.Block, 48000);
                player.Fill(card, 2 * size, 48000);
                line.Buffers.Moods.Until(line.Played, mood);
                credit.PlayedSamples = line.Played;
                outbox.Post(credit);
                outbox.Take();
            }
            double us = clock.Elapsed.TotalMilliseconds * 1000 / blocks;
            long allocated = GC.GetTotalMemory(false) - before;
            Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "{0} {1} {2:0.00} {3}", allocated, blocks, us, GC.CollectionCount(0)));
            return 0;
        }

        static void WriteBlock(MsgpackWriter to, int index, int size) {
            to.Clear();
            to.Map(9);
            to.String("type"); to.String("block");
            to.String("v"); to.Int(1);
            to.String("id"); to.String("line-7");
            to.String("sequence"); to.Int(index);
            to.String("first_sample"); to.Int((long)index * size);
            to.String("samples"); to.Int(size);
            to.String("sample_rate_hz"); to.Int(24000);
            to.String("format"); to.String("f32le");
            to.String("mood"); to.Map(2);
            to.String("angry"); to.Float(index % 100 / 200.0);
            to.String("sad"); to.Float(0.25);
        }
    }
}

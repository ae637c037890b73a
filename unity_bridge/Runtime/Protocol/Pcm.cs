using System;

namespace Moodvox.Protocol {
    /// <summary>PCM bytes of the wire as floats. Role: the one place that knows their layout.
    /// Any thread. All platforms of Unity are little endian, as the wire is.</summary>
    public static class Pcm {
        const float Full = 32767f;

        /// <summary>16-bit samples, as a recording travels and a WAV file has them.</summary>
        public static byte[] ToS16(float[] samples) {
            var audio = new byte[2 * samples.Length];
            for (int i = 0; i < samples.Length; i++) {
                short value = (short)Math.Round(Math.Max(-1f, Math.Min(1f, samples[i])) * Full);
                audio[2 * i] = (byte)value;
                audio[2 * i + 1] = (byte)(value >> 8);
            }
            return audio;
        }

        /// <param name="first">Sample of <paramref name="audio"/> to begin with.</param>
        public static void ToFloats(byte[] audio, int first, SampleFormat format, float[] to, int offset, int samples) {
            if (format == SampleFormat.F32) {
                Buffer.BlockCopy(audio, 4 * first, to, 4 * offset, 4 * samples);
                return;
            }
            for (int i = 0; i < samples; i++) {
                int at = 2 * (first + i);
                to[offset + i] = (short)(audio[at] | audio[at + 1] << 8) / Full;
            }
        }
    }
}

namespace Moodvox.Protocol {
    /// <summary>Mono PCM, little endian: 32-bit float in [-1, 1], or 16-bit signed integer.</summary>
    public enum SampleFormat { F32, S16 }

    /// <summary>Names and sizes of the formats on the wire. Any thread.</summary>
    public static class SampleFormats {
        public static string Name(SampleFormat format) => format == SampleFormat.F32 ? "f32le" : "s16le";

        public static int BytesPerSample(SampleFormat format) => format == SampleFormat.F32 ? 4 : 2;

        internal static SampleFormat Read(Utf8 name) {
            if (name.Is("f32le")) return SampleFormat.F32;
            if (name.Is("s16le")) return SampleFormat.S16;
            throw new WireError("unknown format '" + name + "'", "format");
        }
    }
}

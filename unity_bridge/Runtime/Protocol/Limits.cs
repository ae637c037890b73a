namespace Moodvox.Protocol {
    /// <summary>How large a message and its fields may be, as in limits.py. Role: constants that
    /// both sides hold. Any thread.</summary>
    public static class Limits {
        /// <summary>The msgpack map of one message, in bytes.</summary>
        public const int MaxMapBytes = 1 << 20;
        /// <summary>Any one part; a peer that announces a larger one is cut off.</summary>
        public const int MaxPartBytes = 16 << 20;
        public const int MaxNameChars = 128;
        public const int MaxTextChars = 10000;
        /// <summary>The text of one check: a long dialogue file.</summary>
        public const int MaxCheckChars = 200000;
        public const int MaxFindings = 1000;
        public const int MinRateHz = 8000;
        public const int MaxRateHz = 192000;
        public const int MaxWeights = 64;
        public const int MaxKeyframes = 256;
        public const int MaxMarks = 4096;
        public const int MaxList = 4096;
        /// <summary>Sample positions; also the credit that means "as fast as you can".</summary>
        public const long MaxSamples = 1L << 40;
        public const double MinLeadMs = 40.0;
        public const double MaxLeadMs = 60000.0;
        public const double DefaultLeadMs = 250.0;
        public const double MaxSeconds = 3600.0;
        /// <summary>Maps and lists inside each other.</summary>
        public const int MaxDepth = 32;
    }
}

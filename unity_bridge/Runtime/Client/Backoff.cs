using System;

namespace Moodvox.Client {
    /// <summary>How long to wait before another attempt. Pure.</summary>
    static class Backoff {
        public const int FirstMs = 100;
        public const int MostMs = 5000;

        /// <param name="attempt">1 for the first after a good session.</param>
        public static int Ms(int attempt) => attempt < 1 ? FirstMs : (int)Math.Min(MostMs, FirstMs * Math.Pow(2, attempt - 1));
    }
}

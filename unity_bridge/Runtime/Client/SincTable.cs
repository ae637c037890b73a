using System;
using System.Collections.Generic;

namespace Moodvox.Client {
    /// <summary>A low-pass filter, cut into phases, for one pair of sample rates. Role: what the
    /// resampler multiplies with. Made on the link's thread when a line begins; immutable.</summary>
    sealed class SincTable {
        public const int Taps = 20;
        public const int Phases = 128;
        const double Beta = 7.0;
        static readonly Dictionary<long, SincTable> Made = new Dictionary<long, SincTable>();

        /// <summary>(Phases + 1) * Taps; the last row is the first one, a sample on.</summary>
        public readonly float[] Rows = new float[(Phases + 1) * Taps];

        SincTable(double cutoff) {
            for (int phase = 0; phase <= Phases; phase++) {
                double sum = 0.0;
                for (int tap = 0; tap < Taps; tap++) {
                    double x = tap - (Taps / 2 - 1) - (double)phase / Phases;
                    double value = cutoff * Sinc(cutoff * x) * Window(x / (Taps / 2));
                    Rows[phase * Taps + tap] = (float)value;
                    sum += value;
                }
                for (int tap = 0; tap < Taps; tap++) Rows[phase * Taps + tap] /= (float)sum;
            }
        }

        /// <summary>Any thread.</summary>
        public static SincTable For(int fromHz, int toHz) {
            long key = ((long)fromHz << 32) | (uint)toHz;
            lock (Made) {
                SincTable table;
                if (!Made.TryGetValue(key, out table))
                    Made[key] = table = new SincTable(0.9 * Math.Min(1.0, (double)toHz / fromHz));
                return table;
            }
        }

        static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1.0 : Math.Sin(Math.PI * x) / (Math.PI * x);

        static double Window(double x) => Math.Abs(x) > 1.0 ? 0.0 : Bessel(Beta * Math.Sqrt(1.0 - x * x)) / Bessel(Beta);

        static double Bessel(double x) {
            double sum = 1.0, term = 1.0;
            for (int k = 1; k < 32; k++) {
                term *= x / (2 * k) * (x / (2 * k));
                sum += term;
            }
            return sum;
        }
    }
}

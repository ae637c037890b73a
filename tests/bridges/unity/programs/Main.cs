using System;

namespace Moodvox.Tests {
    /// <summary>The program that the Python tests run under mono: `unity.exe VERB ...`.</summary>
    static class Program {
        static int Main(string[] words) {
            switch (words[0]) {
                case "values": return Wire.Values();
                case "decode": return Wire.Decode();
                case "encode": return Wire.Encode();
                case "pieces": return Wire.Pieces(words[1], int.Parse(words[2]));
                case "plain": return Wire.Plain();
                case "ring": return Measures.Ring();
                case "resample": return Measures.Resample(int.Parse(words[1]), int.Parse(words[2]), double.Parse(words[3]));
                case "blocks": return Measures.Blocks();
                case "puppet": return new Puppet().Run();
            }
            Console.Error.WriteLine("unknown verb " + words[0]);
            return 2;
        }
    }
}

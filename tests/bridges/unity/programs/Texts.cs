using System;
using Moodvox.Client;

namespace Moodvox.Tests {
    /// <summary>What the editor does with text: rows of "VERB<TAB>WORDS" in, one row out.</summary>
    static class Texts {
        public static int Run() {
            Console.WriteLine(ReadyLine.Parse(Console.ReadLine()).Port);
            return 0;
        }
    }
}

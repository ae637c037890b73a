using System.Collections.Generic;
using UnityEngine;

namespace Moodvox {
    /// <summary>Which connections are open, and their end. Role: nothing outlives the play
    /// session, the domain or the game, whichever way they end; the editor calls CloseAll too.
    /// The main thread.</summary>
    public static class MoodvoxLifetime {
        static readonly List<MoodvoxConnection> Open = new List<MoodvoxConnection>();

        internal static bool IsQuitting { get; private set; }

        /// <summary>Play begins, also where the domain was not loaded anew: no static value of the
        /// session before holds. The editor calls it when play has ended, which looks like quitting.</summary>
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        public static void Begin() {
            CloseAll();
            IsQuitting = false;
            Application.quitting -= Quit;
            Application.quitting += Quit;
        }

        /// <summary>Every client is closed and every sidecar of ours has ended when this returns.</summary>
        public static void CloseAll() {
            while (Open.Count > 0) {
                MoodvoxConnection connection = Open[Open.Count - 1];
                Open.RemoveAt(Open.Count - 1);
                connection.Close();
            }
        }

        internal static void Opened(MoodvoxConnection connection) {
            Open.Add(connection);
            MoodvoxTicker.Ensure();
        }

        internal static void Closed(MoodvoxConnection connection) {
            Open.Remove(connection);
        }

        /// <summary>Once in every tick, after the voices.</summary>
        public static void Tick() {
            for (int i = Open.Count - 1; i >= 0; i--) Open[i].Tick();
        }

        static void Quit() {
            IsQuitting = true;
            CloseAll();
        }
    }
}

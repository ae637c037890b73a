using System;
using System.Collections.Generic;
using System.IO;
using Moodvox.Client;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox {
    /// <summary>How the game reaches its sidecar, as an asset that characters share. Role:
    /// settings, and the one client that is made of them when it is first asked for. The main
    /// thread.</summary>
    [CreateAssetMenu(menuName = "Moodvox/Connection", fileName = "Moodvox Connection")]
    public sealed partial class MoodvoxConnection : ScriptableObject {
        public enum Kind {
            /// <summary>Start a sidecar on this machine, and stop it with the game.</summary>
            Launch,
            /// <summary>Connect to one that runs already.</summary>
            Connect,
        }

        [SerializeField] Kind kind = Kind.Launch;
        [Tooltip("Program of the sidecar. A path that is not absolute is looked for in StreamingAssets first, then in PATH.")]
        [SerializeField] string program = "moodvox/moodvox";
        [Tooltip("What comes before our own arguments: 'serve' for the moodvox program; '-m', 'moodvox', 'serve' for a Python.")]
        [SerializeField] string[] arguments = { "serve" };
        [Tooltip("Folders of voices, absolute or inside StreamingAssets. The bundled voice needs none.")]
        [SerializeField] string[] voices = { };
        [Tooltip("Folder with a moodvox.toml, absolute or inside StreamingAssets.")]
        [SerializeField] string project = "";
        [SerializeField] string host = "127.0.0.1";
        [SerializeField] int port = 0;
        [SerializeField] string token = "";
        [Tooltip("How far speech is made ahead of what is heard. Less: a change of mood is heard sooner.")]
        [Range(40f, 2000f), SerializeField] float leadMs = 250f;
        [SerializeField] Tier tier = Tier.Auto;
        [Tooltip("Lines that speak where no sidecar can run.")]
        [SerializeField] BakedVoices baked = null;

        [NonSerialized] SidecarClient _client;

        /// <summary>The connection is up, down, or on its way.</summary>
        public event Action<LinkState> StateChanged;
        /// <summary>The sidecar has gone, or something is wrong that ended no line.</summary>
        public event Action<Fault> Faulted;

        public Tier Tier => tier;
        public BakedVoices Baked => baked;
        /// <summary>Folder with the project of a sidecar that we start; "" if it has none.</summary>
        public string ProjectFolder => kind == Kind.Launch && project.Length > 0 ? Found(project) : "";
        public LinkState State => _client == null ? LinkState.Closed : _client.State;
        /// <summary>What the sidecar offers; null until it was reached.</summary>
        public Ready Ready => _client == null ? null : _client.Ready;
        /// <summary>Whether a process can be started or reached here at all.</summary>
        public static bool CanRun => PlatformSupport.CanRun;

        /// <summary>The client, opened now if it is not; null where none can run.</summary>
        public SidecarClient Client {
            get {
                if (_client != null || !CanRun || MoodvoxLifetime.IsQuitting) return _client;
                try {
                    _client = new SidecarClient(Options());
                } catch (InvalidOperationException) {
                    Debug.LogError("Moodvox: two connections are called '" + name + "': give each its own name", this);
                    return null;
                }
                _client.OutputRateHz = AudioSettings.outputSampleRate;
                _client.StateChanged += Tell;
                _client.Faulted += Tell;
                MoodvoxLifetime.Opened(this);
                return _client;
            }
        }

        /// <summary>Disconnect and stop our sidecar; the next use begins anew. Waits for its end.</summary>
        public void Close() {
            SidecarClient client = _client;
            _client = null;
            if (client != null) client.Close();
            StopLearning();
            MoodvoxLifetime.Closed(this);
        }

        internal void Tick() {
            if (_client == null) return;
            _client.Tick();
            TickLearning();
        }

        void OnDisable() {
            Close();
        }

        ClientOptions Options() {
            var options = new ClientOptions { Key = name, Engine = "unity " + Application.unityVersion, LeadMs = leadMs };
            if (kind == Kind.Launch) {
                options.Command.Add(Found(program));
                options.Command.AddRange(arguments);
                foreach (string folder in voices) options.Voices.Add(Found(folder));
                options.Project = ProjectFolder;
            } else {
                options.Host = host;
                options.Port = port;
                options.Token = token;
            }
            return options;
        }

        /// <summary>A path in StreamingAssets if it is there (with .exe too), else as it stands.</summary>
        static string Found(string path) {
            string inside = Path.Combine(Application.streamingAssetsPath, path);
            foreach (string file in new[] { inside, inside + ".exe" })
                if (File.Exists(file) || Directory.Exists(file)) return file;
            return path;
        }

        void Tell(LinkState state) {
            StateChanged?.Invoke(state);
        }

        void Tell(Fault fault) {
            Debug.LogWarning("Moodvox: " + fault, this);
            Faulted?.Invoke(fault);
        }
    }
}

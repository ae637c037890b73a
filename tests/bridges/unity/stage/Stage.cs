using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Reflection;
using System.Threading;
using Moodvox.Client;
using Moodvox.Protocol;
using Moodvox.Script;
using UnityEngine;

namespace Moodvox.Tests {
    /// <summary>The package's own components in a Unity made of stand-ins: connection, voice,
    /// lifetime. Words: what to do, then the sidecar's command. Prints what happened.</summary>
    static class Stage {
        internal static readonly List<string> Heard = new List<string>();
        static int _mainThread;

        static int Main(string[] words) {
            _mainThread = Thread.CurrentThread.ManagedThreadId;
            MoodvoxLifetime.Begin();
            MoodvoxConnection connection = Connection(words);
            switch (words[0]) {
                case "play": Play(connection); break;
                case "again": Again(connection); break;
                case "quit": Quit(connection); break;
                case "reload": Reload(connection); break;
                case "bake": Bake(connection); break;
                case "desk": Desk.Run(connection); break;
                case "window": Window.Run(connection, Environment.GetEnvironmentVariable("STAGE_VOICE")); break;
                case "learn":
                    Learning.Run(connection, Environment.GetEnvironmentVariable("STAGE_RECORDING"), Environment.GetEnvironmentVariable("STAGE_VOICE"));
                    break;
                case "import": Learning.Imported(connection); break;
                case "phone": Phone(connection); break;
            }
            return 0;
        }

        static MoodvoxConnection Connection(string[] words) {
            var connection = ScriptableObject.CreateInstance<MoodvoxConnection>();
            connection.name = "stage";
            Set(connection, "program", words[1]);
            var arguments = new string[words.Length - 2];
            Array.Copy(words, 2, arguments, 0, arguments.Length);
            Set(connection, "arguments", arguments);
            return connection;
        }

        internal static MoodvoxVoice Voice(MoodvoxConnection connection, string name) {
            var body = new GameObject(name);
            body.AddComponent<AudioSource>();
            MoodvoxVoice voice = body.AddComponent<MoodvoxVoice>();
            voice.Configure(connection, name, "ramp");
            Send(voice, "Awake");
            Send(voice, "OnEnable");
            voice.LineStarted += line => Note("start");
            voice.Marked += (line, mark) => { if (mark.Kind == MarkKind.Word) Note("word " + mark.Text); };
            voice.MoodChanged += mood => Note("mood " + mood);
            voice.LineEnded += line => Note("end " + line.End + (line.Fault == null ? "" : " " + line.Fault.Code));
            return voice;
        }

        static void Note(string what) {
            Heard.Add(what + (Thread.CurrentThread.ManagedThreadId == _mainThread ? "" : " on a strange thread"));
        }

        /// <summary>A line is awaited, its sound is taken by an audio thread in stereo.</summary>
        static void Play(MoodvoxConnection connection) {
            MoodvoxVoice voice = Voice(connection, "Marta");
            voice.Events.word.AddListener(word => Note("inspector " + word));
            float loudest = 0f;
            var card = new Thread(() => {
                var data = new float[2048];
                while (true) {
                    for (int i = 0; i < data.Length; i++) data[i] = i % 2 == 0 ? 1f : 0.5f;
                    Send(voice, "OnAudioFilterRead", data, 2);
                    for (int i = 0; i < data.Length; i += 2) {
                        if (data[i + 1] != 0.5f * data[i]) Note("the right ear hears something else");
                        loudest = Math.Max(loudest, data[i]);
                    }
                    Thread.Sleep(2);
                }
            }) { IsBackground = true };
            Await(voice.Say("[angry] bad dog."));
            card.Start();
            Until(voice, () => Heard.Contains("awaited Finished"));
            SpokenLine wrong = voice.Say("[angyr] dog.");
            Until(voice, () => !wrong.keepWaiting);
            Console.WriteLine(string.Join("|", Heard.ToArray()));
            Console.WriteLine(loudest > 0f && loudest < 0.01f ? "quiet" : "loudest " + loudest);
            voice.SetMood("angry", 0.5f, 0.5f);
            MoodvoxLifetime.CloseAll();
            Console.WriteLine(connection.State);
        }

        static async void Await(SpokenLine line) {
            await line;
            Note("awaited " + line.End);
        }

        /// <summary>Play mode twice without a domain reload: statics of the first are no burden.</summary>
        static void Again(MoodvoxConnection connection) {
            MoodvoxVoice voice = Voice(connection, "Marta");
            for (int round = 0; round < 2; round++) {
                SpokenLine line = voice.Say("dog.");
                Until(voice, () => connection.State == LinkState.Ready);
                int pid = connection.Client.SidecarPid;
                Console.WriteLine(pid);
                Application.Quit();
                Until(voice, () => line.IsOver);
                Console.WriteLine(line.End + " " + IsAlive(pid) + " " + (connection.Client == null));
                MoodvoxLifetime.Begin();
            }
        }

        /// <summary>The game quits while a line is spoken.</summary>
        static void Quit(MoodvoxConnection connection) {
            MoodvoxVoice voice = Voice(connection, "Marta");
            voice.Say("dog dog dog dog dog.");
            Until(voice, () => connection.State == LinkState.Ready);
            Console.WriteLine(connection.Client.SidecarPid);
            Stopwatch clock = Stopwatch.StartNew();
            Application.Quit();
            Console.WriteLine(clock.ElapsedMilliseconds);
        }

        /// <summary>A domain goes without a word: the next one finds what was left behind.</summary>
        static void Reload(MoodvoxConnection connection) {
            MoodvoxVoice voice = Voice(connection, "Marta");
            voice.Say("dog.");
            Until(voice, () => connection.State == LinkState.Ready);
            int pid = connection.Client.SidecarPid;
            Console.WriteLine(pid);
            var next = new SidecarProcess(new ClientOptions { Key = "stage", Command = { "no-such-program" } });
            try {
                next.Start(() => false);
            } catch (LinkLost lost) {
                Console.WriteLine(lost.Message);
            }
            Console.WriteLine(IsAlive(pid));
            MoodvoxLifetime.CloseAll();
        }

        /// <summary>Three lines, one of them faulty, baked; and a job that is cancelled.</summary>
        static void Bake(MoodvoxConnection connection) {
            SidecarClient client = connection.Client;
            var requests = new List<Speak>();
            foreach (string text in new[] { "good dog.", "[angyr] dog.", "[angry] bad dog." })
                requests.Add(new Speak { Character = "Marta", Text = text, Voice = "ramp", Seed = 1 });
            var takes = new List<Take>();
            var job = new BakeJob(client, requests, takes.Add);
            Until(() => job.IsOver, job.Tick);
            Console.WriteLine(job.Finished + " of " + job.Total + ", failed: " + job.Failed[0].Value.Code + " column " + job.Failed[0].Value.Column);
            foreach (Take take in takes)
                Console.WriteLine(take.SampleRateHz + " " + take.Samples.Length + " " + take.TakeMarks().Count + " " + take.Line.Moods().Count + " "
                    + Convert.ToBase64String(WavFile.Bytes(take.Samples, take.SampleRateHz)));
            Console.WriteLine(Fingerprint.Of(requests[0], client.Ready, "") == Fingerprint.Of(requests[0], client.Ready, "a changed project"));
            for (int i = 0; i < 20; i++) requests.Add(new Speak { Character = "Marta", Text = new string('a', 2000), Voice = "ramp" });
            requests.RemoveRange(0, 3);
            takes.Clear();
            job = new BakeJob(client, requests, takes.Add);
            job.Tick();
            job.Cancel();
            Until(() => job.IsOver, job.Tick);
            Console.WriteLine(job.IsCancelled && job.Failed.Count == 0 && takes.Count < 20);
            MoodvoxLifetime.CloseAll();
        }

        internal static void Until(Func<bool> happens, Action tick) {
            Stopwatch clock = Stopwatch.StartNew();
            while (!happens()) {
                if (clock.Elapsed.TotalSeconds > 60) throw new TimeoutException();
                tick();
                MoodvoxLifetime.Tick();
                Thread.Sleep(2);
            }
        }

        /// <summary>A platform without processes: lines fail clearly, and at once.</summary>
        static void Phone(MoodvoxConnection connection) {
            Application.platform = RuntimePlatform.Android;
            MoodvoxVoice voice = Voice(connection, "Marta");
            SpokenLine line = voice.Say("dog.");
            Console.WriteLine(line.IsOver + " " + line.Fault.Message);
            Console.WriteLine(connection.Client == null);
        }

        static void Until(MoodvoxVoice voice, Func<bool> happens) {
            Stopwatch clock = Stopwatch.StartNew();
            while (!happens()) {
                if (clock.Elapsed.TotalSeconds > 60) throw new TimeoutException(string.Join("|", Heard.ToArray()));
                Send(voice, "Update");
                MoodvoxLifetime.Tick();
                Thread.Sleep(5);
            }
        }

        static bool IsAlive(int pid) => PosixChild.Left(pid) != null;

        internal static void Send(object to, string message, params object[] arguments) {
            to.GetType().GetMethod(message, BindingFlags.Instance | BindingFlags.NonPublic).Invoke(to, arguments);
        }

        internal static void Set(object on, string field, object value) {
            on.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic).SetValue(on, value);
        }
    }
}

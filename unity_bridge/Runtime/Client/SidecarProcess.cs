using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;

namespace Moodvox.Client {
    /// <summary>A child process, as the operating system sees it.</summary>
    interface IChild : IDisposable {
        int Pid { get; }
        /// <summary>Reaps it once it has ended.</summary>
        bool IsRunning { get; }
        void Terminate();
        /// <summary>Of all its descendants too.</summary>
        void Kill();
    }

    /// <summary>The sidecar as a child process: started, listened to, and stopped for sure.
    /// Role: its files and its end; the system calls are in PosixChild and WindowsChild. It is
    /// told our process id and ends with us; its port and token come in a file that only we may
    /// read, so there is no pipe that could fill up. The link's thread; Stop: any.</summary>
    sealed class SidecarProcess {
        readonly ClientOptions _options;
        readonly string _stem;
        IChild _child;

        public SidecarProcess(ClientOptions options) {
            _options = options;
            _stem = Path.Combine(Path.GetTempPath(), "moodvox-" + OwnPid() + "-" + Safe(options.Key));
        }

        string ReadyFile => _stem + ".json";
        string PidFile => _stem + ".pid";
        /// <summary>What the sidecar says on stderr.</summary>
        public string LogFile => _stem + ".log";
        public int Pid => _child == null ? 0 : _child.Pid;
        public bool IsRunning => _child != null && _child.IsRunning;

        /// <summary>Start it, after stopping one that a lost domain of this process left behind.</summary>
        /// <exception cref="LinkLost">It cannot be started, ended, or said nothing in time.</exception>
        public ReadyLine Start(Func<bool> closing) {
            StopLeftover();
            File.Delete(ReadyFile);
            List<string> command = Arguments();
            try {
                _child = IsWindows ? (IChild)new WindowsChild(command) : new PosixChild(command, LogFile);
            } catch (Exception fault) when (!(fault is ThreadAbortException)) {
                throw new LinkLost("cannot start '" + command[0] + "': " + fault.Message, "is the sidecar installed?", true);
            }
            File.WriteAllText(PidFile, Pid.ToString(CultureInfo.InvariantCulture));
            return WaitForReady(closing);
        }

        ReadyLine WaitForReady(Func<bool> closing) {
            Stopwatch clock = Stopwatch.StartNew();
            while (!closing()) {
                ReadyLine line = File.Exists(ReadyFile) ? ReadyLine.Parse(File.ReadAllText(ReadyFile)) : null;
                if (line != null) return line;
                if (!_child.IsRunning) throw new LinkLost("the sidecar ended before it was ready: " + LastWords());
                if (clock.ElapsedMilliseconds > _options.StartMs)
                    throw new LinkLost("the sidecar was not ready within " + _options.StartMs + " ms: " + LastWords());
                Thread.Sleep(10);
            }
            throw new LinkLost("the client is closed");
        }

        /// <summary>The end of its log.</summary>
        public string LastWords() {
            try {
                string[] rows = File.ReadAllText(LogFile).TrimEnd().Split('\n');
                return rows[rows.Length - 1].Trim();
            } catch (IOException) {
                return "it has no log";
            }
        }

        /// <summary>Make it end, harder and harder. Any number of times.</summary>
        public void Stop() {
            IChild child = Interlocked.Exchange(ref _child, null);
            if (child == null) return;
            End(child);
            foreach (string file in new[] { ReadyFile, PidFile }) File.Delete(file);
        }

        void End(IChild child) {
            using (child) {
                if (child.IsRunning) child.Terminate();
                Stopwatch clock = Stopwatch.StartNew();
                while (child.IsRunning && clock.ElapsedMilliseconds < _options.StopMs) Thread.Sleep(5);
                child.Kill();
                while (child.IsRunning && clock.ElapsedMilliseconds < _options.StopMs + 2000) Thread.Sleep(5);
            }
        }

        void StopLeftover() {
            int pid;
            if (!File.Exists(PidFile) || !int.TryParse(File.ReadAllText(PidFile), out pid)) return;
            IChild child = IsWindows ? (IChild)WindowsChild.Left(pid) : PosixChild.Left(pid);
            if (child != null) End(child);
            File.Delete(PidFile);
        }

        List<string> Arguments() {
            var command = new List<string>(_options.Command);
            command.AddRange(new[] { "--parent", OwnPid(), "--ready-file", ReadyFile });
            // A child on Windows inherits no handle: it keeps its log itself.
            if (IsWindows) command.AddRange(new[] { "--log", LogFile });
            foreach (string folder in _options.Voices) command.AddRange(new[] { "--voices", folder });
            if (_options.Project.Length > 0) command.AddRange(new[] { "--project", _options.Project });
            return command;
        }

        static bool IsWindows => Path.DirectorySeparatorChar == '\\';

        static string OwnPid() {
            int pid = IsWindows ? WindowsChild.OwnPid() : PosixChild.OwnPid();
            return pid.ToString(CultureInfo.InvariantCulture);
        }

        static string Safe(string key) {
            char[] safe = key.ToCharArray();
            for (int i = 0; i < safe.Length; i++)
                if (!char.IsLetterOrDigit(safe[i])) safe[i] = '_';
            return new string(safe);
        }
    }
}

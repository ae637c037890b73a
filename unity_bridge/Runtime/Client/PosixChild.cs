using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Moodvox.Client {
    /// <summary>A child on Linux and macOS: spawned into a process group of its own, so that
    /// what it started ends with it. Role: system calls of libc, which IL2CPP can make too
    /// (System.Diagnostics.Process it cannot). One thread at a time.</summary>
    sealed class PosixChild : IChild {
        const short SetGroup = 2;
        const int SigKill = 9, SigTerm = 15, NoHang = 1;
        bool _ended;

        PosixChild(int pid) {
            Pid = pid;
        }

        public int Pid { get; private set; }

        /// <exception cref="InvalidOperationException">The system says why not.</exception>
        public PosixChild(List<string> command, string log) {
            using (var memory = new Memory()) {
                IntPtr actions = memory.Block(1024), attributes = memory.Block(1024);
                posix_spawn_file_actions_init(actions);
                posix_spawnattr_init(attributes);
                try {
                    bool mac = Directory.Exists("/System/Library");
                    int create = 1 | (mac ? 0x200 | 0x400 : 0x40 | 0x200);
                    posix_spawn_file_actions_addopen(actions, 0, memory.Text("/dev/null"), 0, 0);
                    posix_spawn_file_actions_addopen(actions, 1, memory.Text("/dev/null"), 1, 0);
                    posix_spawn_file_actions_addopen(actions, 2, memory.Text(log), create, 0x180);
                    posix_spawnattr_setflags(attributes, SetGroup);
                    posix_spawnattr_setpgroup(attributes, 0);
                    int pid;
                    int fault = posix_spawnp(out pid, memory.Text(command[0]), actions, attributes,
                        memory.Texts(command), memory.Texts(OwnEnvironment()));
                    if (fault != 0) throw new InvalidOperationException(fault == 2 ? "there is no such program" : "system error " + fault);
                    Pid = pid;
                } finally {
                    posix_spawn_file_actions_destroy(actions);
                    posix_spawnattr_destroy(attributes);
                }
            }
        }

        public static int OwnPid() => getpid();

        /// <summary>A living child of ours with this id, or null: an id that the system has given
        /// to a stranger since is no child of ours.</summary>
        public static PosixChild Left(int pid) {
            int status;
            return waitpid(pid, out status, NoHang) == 0 ? new PosixChild(pid) : null;
        }

        public bool IsRunning {
            get {
                int status;
                if (!_ended && waitpid(Pid, out status, NoHang) != 0) _ended = true;
                return !_ended;
            }
        }

        public void Terminate() {
            kill(-Pid, SigTerm);
        }

        public void Kill() {
            kill(-Pid, SigKill);
        }

        public void Dispose() {
        }

        static List<string> OwnEnvironment() {
            var pairs = new List<string>();
            foreach (DictionaryEntry pair in Environment.GetEnvironmentVariables()) pairs.Add(pair.Key + "=" + pair.Value);
            return pairs;
        }

        /// <summary>Bytes that C reads, freed together.</summary>
        sealed class Memory : IDisposable {
            readonly List<IntPtr> _blocks = new List<IntPtr>();

            public IntPtr Block(int bytes) => Copied(new byte[bytes]);

            public IntPtr Text(string text) => Copied(Encoding.UTF8.GetBytes(text + "\0"));

            public IntPtr Texts(List<string> texts) {
                IntPtr list = Block((texts.Count + 1) * IntPtr.Size);
                for (int i = 0; i < texts.Count; i++) Marshal.WriteIntPtr(list, i * IntPtr.Size, Text(texts[i]));
                return list;
            }

            public void Dispose() {
                foreach (IntPtr block in _blocks) Marshal.FreeHGlobal(block);
            }

            IntPtr Copied(byte[] bytes) {
                IntPtr block = Marshal.AllocHGlobal(bytes.Length);
                _blocks.Add(block);
                Marshal.Copy(bytes, 0, block, bytes.Length);
                return block;
            }
        }

        [DllImport("libc")] static extern int getpid();
        [DllImport("libc")] static extern int kill(int pid, int signal);
        [DllImport("libc")] static extern int waitpid(int pid, out int status, int options);
        [DllImport("libc")] static extern int posix_spawnp(out int pid, IntPtr file, IntPtr actions, IntPtr attributes, IntPtr argv, IntPtr envp);
        [DllImport("libc")] static extern int posix_spawn_file_actions_init(IntPtr actions);
        [DllImport("libc")] static extern int posix_spawn_file_actions_destroy(IntPtr actions);
        [DllImport("libc")] static extern int posix_spawn_file_actions_addopen(IntPtr actions, int fd, IntPtr path, int flags, uint mode);
        [DllImport("libc")] static extern int posix_spawnattr_init(IntPtr attributes);
        [DllImport("libc")] static extern int posix_spawnattr_destroy(IntPtr attributes);
        [DllImport("libc")] static extern int posix_spawnattr_setflags(IntPtr attributes, short flags);
        [DllImport("libc")] static extern int posix_spawnattr_setpgroup(IntPtr attributes, int group);
    }
}

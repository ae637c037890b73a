using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Moodvox.Client {
    /// <summary>A child on Windows, in a Job Object that ends all of it when its last handle is
    /// closed: by us, or by the system when our process has gone. Role: system calls of kernel32,
    /// which IL2CPP can make too. The child has no window and inherits no handle; its log is
    /// its own to keep (--log). One thread at a time.</summary>
    sealed class WindowsChild : IChild {
        const uint NoWindow = 0x08000000, Suspended = 0x4, UnicodeEnvironment = 0x400, NewGroup = 0x200;
        const uint KillOnClose = 0x2000, AllAccess = 0x1F001F;
        const int ExtendedLimits = 9;
        readonly IntPtr _job;
        readonly IntPtr _process;

        WindowsChild(int pid, IntPtr job) {
            Pid = pid;
            _job = job;
        }

        public int Pid { get; private set; }

        /// <exception cref="Win32Exception">The system says why not.</exception>
        public WindowsChild(List<string> command) {
            var start = new StartupInfo { Size = Marshal.SizeOf(typeof(StartupInfo)) };
            ProcessInfo made;
            if (!CreateProcessW(null, new StringBuilder(CommandLine(command)), IntPtr.Zero, IntPtr.Zero, false,
                    NoWindow | Suspended | UnicodeEnvironment | NewGroup, IntPtr.Zero, null, ref start, out made))
                throw new Win32Exception(Marshal.GetLastWin32Error());
            Pid = made.ProcessId;
            _process = made.Process;
            _job = CreateJobObjectW(IntPtr.Zero, JobName(Pid));
            var limits = new JobLimits { Flags = KillOnClose };
            if (!SetInformationJobObject(_job, ExtendedLimits, ref limits, Marshal.SizeOf(typeof(JobLimits)))
                || !AssignProcessToJobObject(_job, _process)) {
                int fault = Marshal.GetLastWin32Error();
                TerminateProcess(_process, 1);
                CloseHandle(made.Thread);
                Dispose();
                throw new Win32Exception(fault);
            }
            ResumeThread(made.Thread);
            CloseHandle(made.Thread);
        }

        public static int OwnPid() => GetCurrentProcessId();

        /// <summary>What a lost domain of this process started: its job is still open, by name.</summary>
        public static WindowsChild Left(int pid) {
            IntPtr job = OpenJobObjectW(AllAccess, false, JobName(pid));
            return job == IntPtr.Zero ? null : new WindowsChild(pid, job);
        }

        public bool IsRunning => _process != IntPtr.Zero && WaitForSingleObject(_process, 0) != 0;

        /// <summary>There is no gentle way: the link has said shutdown before.</summary>
        public void Terminate() {
        }

        public void Kill() {
            TerminateJobObject(_job, 1);
        }

        public void Dispose() {
            if (_process != IntPtr.Zero) CloseHandle(_process);
            CloseHandle(_job);
        }

        static string JobName(int pid) => "Local\\moodvox-" + OwnPid().ToString(CultureInfo.InvariantCulture) + "-" + pid.ToString(CultureInfo.InvariantCulture);

        /// <summary>Quoted as CommandLineToArgvW takes it apart.</summary>
        internal static string CommandLine(List<string> command) {
            var line = new StringBuilder();
            foreach (string word in command) {
                if (line.Length > 0) line.Append(' ');
                line.Append('"');
                int slashes = 0;
                foreach (char c in word) {
                    if (c == '"') line.Append('\\', slashes + 1);
                    slashes = c == '\\' ? slashes + 1 : 0;
                    line.Append(c);
                }
                line.Append('\\', slashes).Append('"');
            }
            return line.ToString();
        }

        [StructLayout(LayoutKind.Sequential)]
        struct StartupInfo {
            public int Size;
            public IntPtr Reserved, Desktop, Title;
            public int X, Y, Width, Height, Columns, Rows, Fill, Flags;
            public short Show, Reserved2;
            public IntPtr Reserved3, Input, Output, Error;
        }

        [StructLayout(LayoutKind.Sequential)]
        struct ProcessInfo {
            public IntPtr Process, Thread;
            public int ProcessId, ThreadId;
        }

        /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
        [StructLayout(LayoutKind.Sequential)]
        struct JobLimits {
            public long ProcessTime, JobTime;
            public uint Flags;
            public UIntPtr LeastWorkingSet, MostWorkingSet;
            public uint MostProcesses;
            public UIntPtr Affinity;
            public uint Priority, Scheduling;
            public ulong Read, Write, Other, ReadBytes, WriteBytes, OtherBytes;
            public UIntPtr ProcessMemory, JobMemory, PeakProcessMemory, PeakJobMemory;
        }

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        static extern bool CreateProcessW(string program, StringBuilder commandLine, IntPtr processSecurity, IntPtr threadSecurity,
            bool inherit, uint flags, IntPtr environment, string folder, ref StartupInfo start, out ProcessInfo made);
        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        static extern IntPtr CreateJobObjectW(IntPtr security, string name);
        [DllImport("kernel32", CharSet = CharSet.Unicode)]
        static extern IntPtr OpenJobObjectW(uint access, bool inherit, string name);
        [DllImport("kernel32", SetLastError = true)]
        static extern bool SetInformationJobObject(IntPtr job, int kind, ref JobLimits limits, int size);
        [DllImport("kernel32", SetLastError = true)]
        static extern bool AssignProcessToJobObject(IntPtr job, IntPtr process);
        [DllImport("kernel32")] static extern bool TerminateJobObject(IntPtr job, uint status);
        [DllImport("kernel32")] static extern bool TerminateProcess(IntPtr process, uint status);
        [DllImport("kernel32")] static extern uint ResumeThread(IntPtr thread);
        [DllImport("kernel32")] static extern uint WaitForSingleObject(IntPtr handle, uint ms);
        [DllImport("kernel32")] static extern bool CloseHandle(IntPtr handle);
        [DllImport("kernel32")] static extern int GetCurrentProcessId();
    }
}

using System;
using System.Text;

namespace Moodvox.Protocol {
    /// <summary>The bytes with which two ZMTP 3 peers begin, mechanism NULL (CURVE is left out).
    /// Role: greeting and READY, pure. Any thread.</summary>
    public static class Zmtp {
        public const int GreetingBytes = 64;
        public const byte More = 1;
        public const byte Long = 2;
        public const byte Command = 4;

        /// <summary>Signature, version 3.0, mechanism NULL, no server.</summary>
        public static byte[] Greeting() {
            var greeting = new byte[GreetingBytes];
            greeting[0] = 0xff;
            greeting[9] = 0x7f;
            greeting[10] = 3;
            Encoding.ASCII.GetBytes("NULL", 0, 4, greeting, 12);
            return greeting;
        }

        /// <summary>The whole command frame that says we are a DEALER.</summary>
        public static byte[] ReadyCommand() {
            var body = new byte[256];
            int count = Put(body, 0, "READY");
            count = Put(body, count, "Socket-Type");
            body[count + 3] = 6;
            count = count + 4 + Encoding.ASCII.GetBytes("DEALER", 0, 6, body, count + 4);
            var frame = new byte[count + 2];
            frame[0] = Command;
            frame[1] = (byte)count;
            Buffer.BlockCopy(body, 0, frame, 2, count);
            return frame;
        }

        /// <summary>Why the first <paramref name="count"/> bytes of a greeting are none of a peer
        /// that we can talk to; "" while they may still be.</summary>
        public static string GreetingFault(byte[] bytes, int count) {
            if (count > 0 && bytes[0] != 0xff || count > 9 && (bytes[9] & 1) == 0)
                return "something other than a sidecar answers there";
            if (count > 10 && bytes[10] < 3) return "the peer speaks ZMTP " + bytes[10] + ", not 3";
            if (count < 32) return "";
            int length = 0;
            while (length < 20 && bytes[12 + length] != 0) length++;
            string mechanism = Encoding.ASCII.GetString(bytes, 12, length);
            return mechanism == "NULL" ? "" : "the peer asks for mechanism " + mechanism + "; this package has NULL only";
        }

        /// <summary>Whether a command's body begins with this name.</summary>
        public static bool IsCommand(byte[] body, int count, string name) {
            if (count < 1 + name.Length || body[0] != name.Length) return false;
            for (int i = 0; i < name.Length; i++)
                if (body[1 + i] != name[i]) return false;
            return true;
        }

        /// <summary>The whole frame that answers a PING: its context comes back.</summary>
        public static byte[] PongCommand(byte[] ping, int count) {
            int context = Math.Max(0, Math.Min(16, count - 7));
            var frame = new byte[7 + context];
            frame[0] = Command;
            frame[1] = (byte)(5 + context);
            Put(frame, 2, "PONG");
            Buffer.BlockCopy(ping, count - context, frame, 7, context);
            return frame;
        }

        /// <summary>Bytes of a frame's head: flags and size.</summary>
        public static int PutHead(byte[] to, int at, int size, bool more) {
            byte flags = more ? More : (byte)0;
            if (size < 256) {
                to[at] = flags;
                to[at + 1] = (byte)size;
                return 2;
            }
            to[at] = (byte)(flags | Long);
            for (int i = 0; i < 8; i++) to[at + 1 + i] = i < 4 ? (byte)0 : (byte)(size >> 8 * (7 - i));
            return 9;
        }

        static int Put(byte[] to, int at, string name) {
            to[at] = (byte)name.Length;
            return at + 1 + Encoding.ASCII.GetBytes(name, 0, name.Length, to, at + 1);
        }
    }
}

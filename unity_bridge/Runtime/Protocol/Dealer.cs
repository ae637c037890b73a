using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Moodvox.Protocol {
    /// <summary>A ZMTP DEALER over one TCP connection. Role: bytes and frames, nothing of what they
    /// mean. Connect and Receive: one thread, which reads; Post: any thread; a thread of its
    /// own ("moodvox-writer") writes. Close: any thread, any number of times.</summary>
    public sealed class Dealer : IDisposable {
        readonly Socket _socket;
        readonly Outbox _outbox;
        readonly FrameReader _frames = new FrameReader();
        readonly byte[] _received = new byte[65536];
        readonly AutoResetEvent _wake = new AutoResetEvent(false);
        readonly Thread _writer;
        bool _pending;
        volatile bool _closing;
        volatile bool _lost;

        public FrameReader Frames => _frames;
        public bool IsLost => _lost;

        /// <summary>Connect and shake hands.</summary>
        /// <exception cref="WireError">Nobody is there, or somebody else.</exception>
        public Dealer(string host, int port, Outbox outbox, int withinMs) {
            _outbox = outbox;
            _outbox.Clear();
            _socket = Connected(host, port, withinMs);
            _socket.NoDelay = true;
            _writer = new Thread(RunWriter) { Name = "moodvox-writer", IsBackground = true };
            try {
                _frames.Reset();
                _outbox.PostRaw(Zmtp.Greeting());
                _writer.Start();
                ShakeHands(withinMs);
            } catch {
                Close(0);
                throw;
            }
        }

        static Socket Connected(string host, int port, int withinMs) {
            string at = host + ":" + port;
            IPAddress address;
            if (!IPAddress.TryParse(host, out address)) throw new WireError("'" + host + "' is not an IP address");
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try {
                Begin(socket, new IPEndPoint(address, port));
                var clock = System.Diagnostics.Stopwatch.StartNew();
                // Where a connection is refused, Windows tells SelectError and others SelectWrite.
                while (!socket.Poll(10000, SelectMode.SelectWrite) && !socket.Poll(0, SelectMode.SelectError))
                    if (clock.ElapsedMilliseconds > withinMs) throw new WireError("nobody answers at " + at);
                var fault = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error);
                if (fault != SocketError.Success) throw new SocketException((int)fault);
                socket.Blocking = true;
                return socket;
            } catch (SocketException fault) {
                socket.Close();
                throw new WireError("cannot connect to " + at + ": " + fault.SocketErrorCode);
            } catch (WireError) {
                socket.Close();
                throw;
            }
        }

        /// <summary>Without the thread pool, so that it takes its time even where that is busy.</summary>
        static void Begin(Socket socket, IPEndPoint to) {
            try {
                socket.Connect(to);
            } catch (SocketException fault) {
                if (fault.SocketErrorCode != SocketError.WouldBlock && fault.SocketErrorCode != SocketError.InProgress) throw;
            }
        }

        void ShakeHands(int withinMs) {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            while (true) {
                FrameEvent found = Receive(50);
                if (found == FrameEvent.Greeting) {
                    _outbox.PostRaw(Zmtp.ReadyCommand());
                    _wake.Set();
                }
                if (found == FrameEvent.Command && Zmtp.IsCommand(_frames.Map, _frames.MapBytes, "READY")) return;
                if (found == FrameEvent.Command && Zmtp.IsCommand(_frames.Map, _frames.MapBytes, "ERROR"))
                    throw new WireError("the peer refuses the connection");
                if (_lost) throw new WireError("the connection ended before it began; something other than a sidecar may answer there");
                if (clock.ElapsedMilliseconds > withinMs)
                    throw new WireError("what answers there does not shake hands as a sidecar does");
            }
        }

        /// <summary>The next whole thing that came, waiting up to <paramref name="timeoutMs"/>.</summary>
        /// <exception cref="WireError">The stream is no ZMTP; close this.</exception>
        public FrameEvent Receive(int timeoutMs) {
            if (_pending) {
                FrameEvent found = _frames.Next();
                if (found != FrameEvent.Nothing) return found;
                _pending = false;
            }
            try {
                if (_lost || !_socket.Poll(1000 * timeoutMs, SelectMode.SelectRead)) return FrameEvent.Nothing;
                int count = _socket.Receive(_received, 0, _received.Length, SocketFlags.None);
                if (count == 0) {
                    _lost = true;
                    return FrameEvent.Nothing;
                }
                _frames.Feed(_received, count);
            } catch (SocketException) {
                _lost = true;
                return FrameEvent.Nothing;
            } catch (ObjectDisposedException) {
                _lost = true;
                return FrameEvent.Nothing;
            }
            _pending = true;
            return _frames.Next();
        }

        /// <summary>Something waits in the outbox.</summary>
        public void Wake() {
            if (!_closing) _wake.Set();
        }

        void RunWriter() {
            while (true) {
                MsgpackWriter waiting = _outbox.Take();
                if (waiting != null) {
                    if (!Send(waiting.Bytes, waiting.Count)) return;
                } else if (_closing) return;
                else _wake.WaitOne();
            }
        }

        bool Send(byte[] bytes, int count) {
            try {
                for (int sent = 0; sent < count;) sent += _socket.Send(bytes, sent, count - sent, SocketFlags.None);
                return true;
            } catch (SocketException) {
            } catch (ObjectDisposedException) {
            }
            _lost = true;
            return false;
        }

        /// <summary>Send what waits, for at most <paramref name="lingerMs"/>, and end.</summary>
        public void Close(int lingerMs = 200) {
            if (_closing) return;
            _closing = true;
            _wake.Set();
            if (lingerMs > 0 && _writer.IsAlive) _writer.Join(lingerMs);
            _lost = true;
            try {
                _socket.Shutdown(SocketShutdown.Both);
            } catch (SocketException) {
            } catch (ObjectDisposedException) {
            }
            _socket.Close();
            if (_writer.IsAlive && Thread.CurrentThread != _writer) _writer.Join(1000);
        }

        public void Dispose() => Close();
    }
}

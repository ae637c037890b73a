using System;

namespace Moodvox.Protocol {
    /// <summary>What <see cref="FrameReader.Next"/> found.</summary>
    public enum FrameEvent { Nothing, Greeting, Command, Message }

    /// <summary>Takes a ZMTP stream in pieces of any size and gives whole messages. Role: the
    /// reading half of a DEALER, pure; its buffers grow to the largest message and stay. One
    /// thread.</summary>
    public sealed class FrameReader {
        enum State { Greeting, Flags, Size, Body }

        readonly byte[] _head = new byte[Zmtp.GreetingBytes];
        byte[] _map = new byte[4096];
        byte[] _audio = new byte[16384];
        State _state;
        int _headBytes;
        int _headWanted;
        byte _flags;
        long _size;
        int _filled;
        int _part;
        byte[] _in = Array.Empty<byte>();
        int _at;
        int _end;

        /// <summary>Part 1 of the last message, or the body of the last command.</summary>
        public byte[] Map => _map;
        public int MapBytes { get; private set; }
        public byte[] Audio => _audio;
        /// <summary>Of part 2; -1 if the message has none.</summary>
        public int AudioBytes { get; private set; }

        /// <summary>A new connection.</summary>
        public void Reset() {
            _state = State.Greeting;
            _headBytes = _part = _at = _end = 0;
            _headWanted = Zmtp.GreetingBytes;
        }

        /// <summary>Bytes that came; call <see cref="Next"/> until it gives Nothing.</summary>
        public void Feed(byte[] bytes, int count) {
            _in = bytes;
            _at = 0;
            _end = count;
        }

        /// <exception cref="WireError">This is no ZMTP, or more than we take.</exception>
        public FrameEvent Next() {
            while (_at < _end || _state == State.Body && _filled == _size) {
                if (_state == State.Body) {
                    if (!FillBody()) return FrameEvent.Nothing;
                    FrameEvent found = EndBody();
                    if (found != FrameEvent.Nothing) return found;
                } else {
                    _head[_headBytes++] = _in[_at++];
                    if (_state == State.Greeting) CheckGreeting();
                    if (_headBytes < _headWanted) continue;
                    if (_state == State.Greeting) {
                        Expect(State.Flags, 1);
                        return FrameEvent.Greeting;
                    }
                    if (_state == State.Flags) BeginSize();
                    else BeginBody();
                }
            }
            return FrameEvent.Nothing;
        }

        void CheckGreeting() {
            string fault = Zmtp.GreetingFault(_head, _headBytes);
            if (fault.Length > 0) throw new WireError(fault);
        }

        void Expect(State state, int bytes) {
            _state = state;
            _headBytes = 0;
            _headWanted = bytes;
        }

        void BeginSize() {
            _flags = _head[0];
            if (_flags > 7 || (_flags & Zmtp.Command) != 0 && (_flags & Zmtp.More) != 0)
                throw new WireError("frame flags " + _flags + " mean nothing");
            Expect(State.Size, (_flags & Zmtp.Long) != 0 ? 8 : 1);
        }

        void BeginBody() {
            _size = 0;
            for (int i = 0; i < _headWanted; i++) _size = _size << 8 | _head[i];
            bool first = _part == 0 || (_flags & Zmtp.Command) != 0;
            if (_size < 0 || _size > (first ? Limits.MaxMapBytes : Limits.MaxPartBytes))
                throw new WireError("a part of " + _size + " bytes is more than we take");
            if (_part == 0 && _size > _map.Length) _map = new byte[Grown(_map.Length)];
            if (_part == 1 && _size > _audio.Length) _audio = new byte[Grown(_audio.Length)];
            _filled = 0;
            _state = State.Body;
        }

        int Grown(int length) {
            while (length < _size) length *= 2;
            return length;
        }

        bool FillBody() {
            int taken = (int)Math.Min(_end - _at, _size - _filled);
            if (taken > 0 && _part < 2) Buffer.BlockCopy(_in, _at, _part == 0 ? _map : _audio, _filled, taken);
            _at += taken;
            _filled += taken;
            return _filled == _size;
        }

        FrameEvent EndBody() {
            Expect(State.Flags, 1);
            if ((_flags & Zmtp.Command) != 0) {
                if (_part > 0) throw new WireError("a command inside a message");
                MapBytes = (int)_size;
                return FrameEvent.Command;
            }
            if (_part == 0) {
                MapBytes = (int)_size;
                AudioBytes = -1;
            } else if (_part == 1) AudioBytes = (int)_size;
            if ((_flags & Zmtp.More) != 0) {
                _part = Math.Min(_part + 1, 2);
                return FrameEvent.Nothing;
            }
            _part = 0;
            return FrameEvent.Message;
        }
    }
}

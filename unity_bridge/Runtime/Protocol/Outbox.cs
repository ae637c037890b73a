using System;

namespace Moodvox.Protocol {
    /// <summary>Messages on their way out, as ZMTP frames in one buffer; two buffers change
    /// places when they are taken. Role: hands messages from any thread to the socket's writer,
    /// without allocating after warm-up. All of it: any thread.</summary>
    public sealed class Outbox {
        /// <summary>Bytes that may wait; a sidecar that reads nothing is not waited for.</summary>
        public const int MostBytes = 32 << 20;

        readonly object _lock = new object();
        readonly MsgpackWriter _map = new MsgpackWriter(1024);
        readonly byte[] _head = new byte[9];
        MsgpackWriter _filling = new MsgpackWriter(8192);
        MsgpackWriter _sending = new MsgpackWriter(8192);

        /// <exception cref="WireError">A field of it is wrong, or too much waits.</exception>
        public void Post(Outgoing message) {
            byte[] audio = message.Audio;
            lock (_lock) {
                _map.Clear();
                message.Write(_map);
                if (_map.Count > Limits.MaxMapBytes || audio != null && audio.Length > Limits.MaxPartBytes)
                    throw new WireError("the message is too long");
                if (_filling.Count + _map.Count > MostBytes)
                    throw new WireError("the sidecar takes no more messages");
                Frame(_map.Bytes, _map.Count, audio != null);
                if (audio != null) Frame(audio, audio.Length, false);
            }
        }

        /// <summary>Bytes that are no message: greeting and commands.</summary>
        public void PostRaw(byte[] bytes) {
            lock (_lock) _filling.Raw(bytes, 0, bytes.Length);
        }

        /// <summary>All that waits, or null; good until the next call, which one thread makes.</summary>
        public MsgpackWriter Take() {
            lock (_lock) {
                if (_filling.Count == 0) return null;
                MsgpackWriter full = _filling;
                _filling = _sending;
                _sending = full;
                _filling.Clear();
                return full;
            }
        }

        public void Clear() {
            lock (_lock) _filling.Clear();
        }

        void Frame(byte[] bytes, int count, bool more) {
            int head = Zmtp.PutHead(_head, 0, count, more);
            _filling.Raw(_head, 0, head);
            _filling.Raw(bytes, 0, count);
        }
    }
}

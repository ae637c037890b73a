extends "suite.gd"
## The socket: against libzmq (a ROUTER that sends everything back), and against strangers.

const Connection := preload("res://addons/moodvox/wire/connection.gd")
const Dealer := preload("res://addons/moodvox/wire/dealer.gd")
const Messages := preload("res://addons/moodvox/wire/messages.gd")
const Msgpack := preload("res://addons/moodvox/wire/msgpack.gd")
const Zmtp := preload("res://addons/moodvox/wire/zmtp.gd")

const MESSAGES := 200

var _dealer: Dealer
var _came: Array[Array] = []


func test_libzmq_sends_back_what_we_send() -> void:
	await _connect(int(options.router))
	var random := RandomNumberGenerator.new()
	random.seed = 8
	var sent: Array[Array] = []
	for number in MESSAGES:
		var parts: Array[PackedByteArray] = []
		for part in random.randi_range(1, 2):
			var bytes := PackedByteArray()
			bytes.resize([0, 1, 255, 256, 70_000, 1_000_000][random.randi_range(0, 5)])
			bytes.fill(random.randi_range(0, 255))
			parts.append(bytes)
		sent.append(parts)
		check(_dealer.send(parts), "message %d" % number)
	await until(func() -> bool: return _poll() >= MESSAGES, "all messages")
	for number in mini(MESSAGES, _came.size()):
		check(_came[number] == sent[number], "message %d is the same" % number)
	_dealer.close()


func test_queue_is_limited_and_needs_a_connection() -> void:
	_dealer = Dealer.new()
	check(not _dealer.send(_parts("early")), "closed")
	await _connect(int(options.router))
	var taken := 0
	while _dealer.send(_parts("x")) and taken < 5_000:
		taken += 1
	check(taken >= 1_000 and taken < 5_000, "%d were queued" % taken)
	await until(func() -> bool: return _poll() >= taken, "all of them")
	_dealer.close()


func test_strangers_are_left_alone_ever_longer() -> void:
	for greeting: String in ["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"]:
		var server := TCPServer.new()
		server.listen(0, "127.0.0.1")
		_open(server.get_local_port())
		var guests := 0
		var end_msec := Time.get_ticks_msec() + 1_500
		while Time.get_ticks_msec() < end_msec:
			if server.is_connection_available():
				guests += 1
				server.take_connection().put_data(greeting.to_utf8_buffer())
			_poll()
			check(_dealer.state != Dealer.State.READY, "not ready")
			await tree.process_frame
		check(guests >= 2 and guests <= 12, "%d attempts" % guests)
		check(_dealer.fault.contains("ZeroMQ") or _dealer.fault.contains("closed"), _dealer.fault)
		_dealer.close()


func test_nobody_there() -> void:
	var server := TCPServer.new()
	server.listen(0, "127.0.0.1")
	var port := server.get_local_port()
	server.stop()
	_open(port)
	await until(func() -> bool: return _poll() == 0 and not _dealer.fault.is_empty(), "a fault")
	check(_dealer.fault.contains(str(port)), _dealer.fault)
	_dealer.close()


func test_half_a_message_is_nothing_and_the_next_connection_is_whole() -> void:
	var server := TCPServer.new()
	server.listen(0, "127.0.0.1")
	_open(server.get_local_port())
	var peer: StreamPeerTCP = await _accept(server)
	var bytes := Zmtp.message(_parts("half of a message"))
	peer.put_data(bytes.slice(0, 7))
	for index in 10:
		_poll()
		await tree.process_frame
	equal(_came.size(), 0, "messages")
	peer.disconnect_from_host()
	peer = await _accept(server)
	peer.put_data(bytes)
	await until(func() -> bool: return _poll() == 1, "the message")
	equal(_dealer.connections, 2, "connections")
	_dealer.close()
	server.stop()


func test_a_peer_that_says_nothing_stalls_nobody() -> void:
	var server := TCPServer.new()
	server.listen(0, "127.0.0.1")
	_open(server.get_local_port())
	var longest_usec := 0
	for index in 60:
		var before := Time.get_ticks_usec()
		_poll()
		longest_usec = maxi(longest_usec, Time.get_ticks_usec() - before)
		await tree.process_frame
	equal(_dealer.state, Dealer.State.SHAKING, "state")
	check(longest_usec < 50_000, "a poll took %d us" % longest_usec)
	_dealer.close()


func test_a_session_with_nonsense_in_it_goes_on() -> void:
	var server := TCPServer.new()
	server.listen(0, "127.0.0.1")
	var connection := Connection.new()
	connection.open("127.0.0.1", server.get_local_port(), "t")
	var peer := await _greeted(server)
	for parts: Array in [["no msgpack"], ["a", "b", "c"], [""]]:
		peer.put_data(Zmtp.message(_parts_of(parts)))
	peer.put_data(Zmtp.message([golden("ready.bin")]))
	peer.put_data(Zmtp.message([golden("future_type.bin")]))
	peer.put_data(Zmtp.message([golden("future_field_done.bin")]))
	var came: Array[Dictionary] = []
	await until(
		func() -> bool:
			came.append_array(connection.take())
			return came.size() >= 2,
		"ready and done"
	)
	equal(came.map(func(map: Dictionary) -> String: return map.type), ["ready", "done"], "types")
	equal(connection.skipped, 4, "skipped")
	connection.close()


func test_an_old_protocol_is_refused_once() -> void:
	var server := TCPServer.new()
	server.listen(0, "127.0.0.1")
	var connection := Connection.new()
	connection.open("127.0.0.1", server.get_local_port(), "t")
	var peer := await _greeted(server)
	var refusal := {"type": "error", "v": 1, "code": "bad_version", "message": "too old"}
	peer.put_data(Zmtp.message([Msgpack.encode(refusal)]))
	var came: Array[Dictionary] = []
	await until(
		func() -> bool:
			came.append_array(connection.take())
			return not came.is_empty(),
		"the refusal"
	)
	equal([came[0].type, came[0].code], ["refused", "bad_version"], "told")
	await ticks(30)
	check(not server.is_connection_available(), "no other attempt")
	connection.close()


func _connect(port: int) -> void:
	_open(port)
	await until(
		func() -> bool: return _poll() == 0 and _dealer.state == Dealer.State.READY, "connected"
	)


func _open(port: int) -> void:
	_came.clear()
	_dealer = Dealer.new()
	_dealer.open("127.0.0.1", port)


func _poll() -> int:
	_came.append_array(_dealer.poll(Time.get_ticks_usec() / 1e6))
	return _came.size()


## A peer that has shaken hands with [member _dealer].
func _accept(server: TCPServer) -> StreamPeerTCP:
	await until(func() -> bool: return _poll() >= 0 and server.is_connection_available(), "a guest")
	var peer := _shake(server)
	await until(
		func() -> bool: return _poll() >= 0 and _dealer.state == Dealer.State.READY, "ready"
	)
	return peer


func _greeted(server: TCPServer) -> StreamPeerTCP:
	await until(server.is_connection_available, "a guest")
	return _shake(server)


func _shake(server: TCPServer) -> StreamPeerTCP:
	var peer := server.take_connection()
	peer.put_data(Zmtp.greeting())
	peer.put_data(Zmtp.command("READY", PackedByteArray()))
	return peer


func _parts(text: String) -> Array[PackedByteArray]:
	return _parts_of([text])


func _parts_of(texts: Array) -> Array[PackedByteArray]:
	var parts: Array[PackedByteArray] = []
	for text: String in texts:
		parts.append(text.to_utf8_buffer())
	return parts

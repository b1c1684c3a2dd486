internal import CCurl
import VodHookCatalogue

extension LoadWorker {
    /// The connection that has this descriptor; nil while libcurl still connects it.
    func connection(of socket: Int32) -> LoadConnection? {
        let place = Int(socket)
        return place >= 0 && place < bySocket.count ? bySocket[place] : nil
    }

    /// Takes the connections that libcurl has opened, or failed to open.
    func collectConnected() throws(CurlCallError) {
        while let (context, code) = multi.nextFinished() {
            // The context was set by the connection, which `connections` holds as long as its handle is in use.
            let connection = Unmanaged<LoadConnection>.fromOpaque(context).takeUnretainedValue()
            if connection.memory != nil {
                finished(connection, code)
                continue
            }
            guard connection.state == .connecting else { continue }
            guard code == CURLE_OK, let link = FramedConnection(connection.easy) else {
                failed(connection, code)
                continue
            }
            connection.link = link
            let place = Int(link.socket)
            while bySocket.count <= place { bySocket.append(nil) }
            bySocket[place] = connection
            want(SocketWatch.readable, connection)
            transmit(connection)
        }
    }

    /// Does what a socket is ready for.
    func ready(_ connection: LoadConnection, _ mask: UInt32) {
        switch connection.state {
        case .busy:
            if connection.hasUnsent, mask & SocketWatch.writable != 0 { sendRest(connection) }
            if connection.state == .busy, mask & ~SocketWatch.writable != 0 { receive(connection) }
        case .idle:
            // Nothing was asked: the receiver closes the connection, or sends bytes that belong to no answer.
            shut(connection)
        case .connecting, .closed:
            break
        }
    }

    private func sendRest(_ connection: LoadConnection) {
        let result = connection.unsent.withUnsafeBytes { all in
            connection.send(UnsafeRawBufferPointer(rebasing: all[connection.unsentOffset...]), isBare: isBare)
        }
        switch result {
        case .bytes(let count):
            connection.unsentOffset += count
            if connection.hasUnsent { return }
            connection.forgetUnsent()
            connection.job?.wholeSends += 1
            want(SocketWatch.readable, connection)
        case .blocked: break
        case .failed(let code): failed(connection, code)
        }
    }

    private func receive(_ connection: LoadConnection) {
        // Bounded, so that one talkative receiver does not keep the others waiting.
        for _ in 0..<16 {
            switch connection.receive(into: buffer, isBare: isBare) {
            case .blocked:
                return
            case .bytes(let count):
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                let taken = connection.parser.take(bytes, into: &parserSink)
                if connection.parser.isComplete { return complete(connection, hasMore: taken < count) }
                if connection.parser.problem != nil { return fail(connection, .malformedAnswer) }
                // A plain socket that gave less than was asked for is empty, and epoll tells when it is not.
                if isBare, count < buffer.count { return }
            case .end:
                let isCut = connection.parser.lastsUntilClose && connection.link?.isTLSOpen == true
                if !isCut, connection.parser.takeEnd() { return complete(connection, hasMore: true) }
                return closedEarly(connection, .closed)
            case .failed(let code):
                return failed(connection, code)
            }
        }
        if !isBare {
            // A TLS library may hold bytes of which the socket does not tell; asking to write brings us back at once.
            want(SocketWatch.readable | SocketWatch.writable, connection)
        }
    }

    private func complete(_ connection: LoadConnection, hasMore: Bool) {
        guard let job = connection.job else { return }
        let status = connection.parser.status
        let startedAt = connection.startedAt
        connection.job = nil
        connection.answers += 1
        tally.answered(status, job)
        if connection.parser.keepsConnection, !hasMore, !connection.hasUnsent {
            connection.state = .idle
            idle.append(connection)
        } else {
            shut(connection)
        }
        ended(job, startedAt: startedAt, status: status, isMeasured: true)
        startWaiting()
    }

    /// Ends an attempt that libcurl says has failed.
    func failed(_ connection: LoadConnection, _ code: CURLcode) {
        let circumstances = CurlFailure.Circumstances(
            message: connection.message, place: url.place, timeoutMs: 0, systemError: nil)
        let kind = code == CURLE_OK ? .other : CurlFailure.failure(code, circumstances).kind
        if kind == .closed { closedEarly(connection, kind) } else { fail(connection, kind) }
    }

    /// Ends an attempt whose connection closed, or makes it again on a new connection when it was a kept one on which
    /// no byte of an answer came: then the receiver had most likely closed it before the request, as any client finds.
    ///
    /// `Transfer` never does so: a run is about single exchanges, where a request that goes out twice would falsify
    /// the result. A load counts what the vendor would lose, and a vendor's client opens a new connection.
    private func closedEarly(_ connection: LoadConnection, _ kind: TransportFailure.Kind) {
        guard connection.answers > 0, !connection.parser.hasBegun, var job = connection.job, !job.isResent
        else {
            return fail(connection, kind)
        }
        connection.job = nil
        shut(connection)
        inFlight -= 1
        // The receiver may have acted on it all the same, which an audit must know.
        if job.wholeSends > 0 { note(job, isAcknowledged: false, wholeSends: 1) }
        job.isResent = true
        job.wholeSends = 0
        tally.error("resent", job)
        start(job)
    }

    func fail(_ connection: LoadConnection, _ kind: TransportFailure.Kind) {
        guard let job = connection.job else { return shut(connection) }
        let startedAt = connection.startedAt
        connection.job = nil
        shut(connection)
        tally.error(kind.rawValue, job)
        ended(job, startedAt: startedAt, status: nil, isMeasured: kind == .timeout)
        startWaiting()
    }

    /// Closes a connection; its place can be opened again.
    func shut(_ connection: LoadConnection) {
        if connection.state == .closed { return }
        if connection.state == .idle { idle.removeAll { $0 === connection } }
        if let link = connection.link, Int(link.socket) < bySocket.count { bySocket[Int(link.socket)] = nil }
        connection.link = nil
        connection.state = .closed
        connection.forgetUnsent()
        do throws(CurlCallError) {
            // Taking the handle out closes the connection.
            try multi.remove(connection.easy)
        } catch {
            tally.engineFailure = error.message
            control.stop()
        }
        closed.append(connection)
    }

    /// Closes everything at the end.
    func closeAll() {
        for connection in connections {
            shut(connection)
            connection.close()
        }
        connections.removeAll()
        closed.removeAll()
        idle.removeAll()
        multi.close()
    }
}

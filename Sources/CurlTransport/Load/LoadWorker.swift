internal import CCurl
internal import Glibc
import HeapModule
import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookLoad
import VodHookPlan

/// One thread of a load: it takes sends from its part of the plan, starts them at their times, and counts.
///
/// Everything in here is used on one thread after `run` was called. Memory is bounded: connections, the backlog and
/// the repetitions have limits, bodies are written into one buffer, latencies go into histograms.
final class LoadWorker {
    /// Which worker it is.
    struct Share {
        let number: Int
        let count: Int
        /// When the load begins, on the engine's clock.
        let start: Int64
    }

    /// The most sends that are begun before sockets are looked at again.
    private static let roundLimit = 512
    /// How often timeouts are looked for; they are up to this late.
    private static let sweepInterval: Int64 = 20_000_000
    /// How late a send is taken up when this machine is said to be too slow for it.
    private static let ownLateness: Int64 = 50_000_000
    static let second: Int64 = 1_000_000_000

    let share: Share
    let configuration: LoadEngine.Configuration
    let control: LoadControl
    let rules: [DeliveryRules]
    /// The events that are sent by HEAD, whose answers have no body.
    let asksForHead: [Bool]
    let epoll: Epoll
    let watch: SocketWatch
    let multi: MultiHandle
    let wakeUp: WakeUp
    let timer: LoadTimer
    let url: ParsedURL
    let requests: LoadRequestBuffer
    /// True when nothing of libcurl stands between us and the socket: neither TLS nor a proxy.
    let isBare: Bool
    let settings: TransferSettings
    /// The events of the script, for what an audit has to know.
    let events: [LoadScript.Event]
    /// The events whose loss the scenario expects.
    let expectsLoss: [Bool]
    /// What an audit has to know; nil when there is to be none.
    var sample: AuditSample?
    private var plan: LoadPlan
    private(set) var upcoming: LoadSend?
    let isClosedLoop: Bool
    /// When no further events are offered by a closed loop, and when no further repetitions are made.
    let offeringEnd: Int64
    let repeatEnd: Int64
    /// When the last event of an open loop is due, or the one after it would be.
    private(set) var offeredUntil: Int64

    var connections: [LoadConnection] = []
    var idle: [LoadConnection] = []
    var closed: [LoadConnection] = []
    /// Connected ones by their descriptor; the system gives out low numbers.
    var bySocket: [LoadConnection?] = []
    private let connectionLimit: Int
    var backlog: LoadBacklog
    var repetitions = Heap<LoadRepetition>()
    var inFlight = 0
    var tally: LoadTally
    var now: Int64
    private(set) var unixSeconds: Int64
    /// When the wall clock was last read.
    private var wallReadAt: Int64 = 0
    private var nextSweep: Int64 = 0
    var nextReport: Int64
    /// Owned: made in `init`, freed in `deinit`; each answer is read through it.
    let buffer: UnsafeMutableRawBufferPointer
    var parserSink = LoadAnswerSink()

    init(
        _ share: Share, _ configuration: LoadEngine.Configuration, script: LoadScript, profile: LoadProfile,
        plan: LoadPlan, target: RunTarget, control: LoadControl, wakeUp: WakeUp
    ) throws(CurlEngineError) {
        self.share = share
        self.configuration = configuration
        self.control = control
        self.plan = plan
        self.wakeUp = wakeUp
        events = script.events
        rules = script.events.map(\.delivery.rules)
        asksForHead = script.events.map { RequestBuilder.method(of: $0.delivery) == "HEAD" }
        expectsLoss = script.events.map(\.expectsLoss)
        sample = configuration.auditLimit.map { AuditSample(limit: $0, seed: script.seed) }
        tally = LoadTally(measuredFrom: LoadClock.after(configuration.warmUp.inSeconds, from: share.start))
        epoll = try CurlEngineError.wrap { () throws(SystemError) in try Epoll() }
        timer = try CurlEngineError.wrap { () throws(SystemError) in try LoadTimer() }
        watch = SocketWatch(epoll: epoll)
        settings = TransferSettings(configuration.connecting, watch: watch)
        var most = configuration.connections / share.count
        if share.number < configuration.connections % share.count { most += 1 }
        var isClosedLoop = false
        if case .closed(let concurrency, _) = profile.shape {
            isClosedLoop = true
            let part = concurrency / share.count + (share.number < concurrency % share.count ? 1 : 0)
            most = min(most, part)
        }
        self.isClosedLoop = isClosedLoop
        connectionLimit = most
        backlog = LoadBacklog(limit: isClosedLoop ? 1 : configuration.backlogLimit)
        offeringEnd = LoadClock.after(profile.duration.inSeconds, from: share.start)
        offeredUntil = LoadClock.after(
            profile.offeredSeconds(eventsPerUpload: script.eventsPerUpload), from: share.start)
        let tail = profile.unit == .uploads ? script.longestUpload.inSeconds / configuration.speed : 0
        repeatEnd = LoadClock.after(tail + configuration.drain.inSeconds, from: offeringEnd)
        now = LoadClock.now
        unixSeconds = LoadClock.unixSeconds
        nextReport = share.start + Self.second
        buffer = .allocate(byteCount: 1 << 16, alignment: 16)
        do throws(CurlCallError) {
            // First, since it frees itself.
            url = try ParsedURL(target.url)
            multi = try MultiHandle(watch: watch, maxConnections: nil)
        } catch {
            throw .libcurl(reason: error.message)
        }
        isBare = !url.isSecure && !configuration.connecting.proxyFromEnvironment
        requests = LoadRequestBuffer(script, target: target, place: url.target)
        upcoming = self.plan.next()
        let readable = SocketWatch.readable | EPOLLET.rawValue
        guard epoll.add(wakeUp.descriptor, readable), epoll.add(timer.descriptor, readable) else {
            throw .system(reason: SystemError("epoll_ctl").reason)
        }
    }

    deinit {
        buffer.deallocate()
    }

    /// Offers the load until it is over or stopped; returns what was done, also when the system fails half-way.
    func run() -> LoadResult {
        blockBrokenPipeSignal()
        do {
            while !control.isStopped, !isOver { try round() }
        } catch {
            let reason =
                (error as? SystemError)?.reason ?? (error as? CurlCallError)?.message ?? "unknown reason"
            tally.engineFailure = reason
        }
        return finish()
    }

    var isOver: Bool {
        inFlight == 0 && backlog.count == 0 && repetitions.count == 0
            && (isClosedLoop ? now >= offeringEnd || upcoming == nil : upcoming == nil)
    }

    private func round() throws {
        readClock()
        var room = Self.roundLimit
        while let first = repetitions.min, first.time <= now, room > 0 {
            _ = repetitions.popMin()
            start(first.job)
            room -= 1
        }
        if isClosedLoop { offerClosed(&room) } else { offerDue(&room) }
        if now >= nextSweep { try sweep() }
        if now >= nextReport { report() }
        try actOnLibcurl()
        let isBusy = room == 0
        try waitForEvents(isBusy: isBusy)
    }

    private func readClock() {
        now = LoadClock.now
        // The wall clock is a second call; the monotonic one tells when it has gone on.
        if now - wallReadAt > 2_000_000 {
            wallReadAt = now
            unixSeconds = LoadClock.unixSeconds
        }
    }

    private func intended(_ send: LoadSend) -> Int64 { share.start.clampedSum(send.time) }

    private func offerDue(_ room: inout Int) {
        while let send = upcoming, intended(send) <= now, room > 0 {
            upcoming = plan.next()
            let job = LoadJob(send: send, intended: intended(send))
            offeredUntil = max(offeredUntil, job.intended)
            // Late here is late by our own doing: nobody has looked for a connection yet.
            tally.offer(job, isLate: now - job.intended > Self.ownLateness)
            start(job)
            room -= 1
        }
    }

    private func offerClosed(_ room: inout Int) {
        guard now >= share.start, now < offeringEnd else { return }
        while inFlight < connectionLimit, room > 0, let send = upcoming {
            upcoming = plan.next()
            let job = LoadJob(send: send, intended: now)
            tally.offer(job, isLate: false)
            start(job)
            room -= 1
        }
    }

    // MARK: Starting

    /// Starts a job on an idle or a new connection, or lets it wait for one.
    func start(_ job: LoadJob) {
        if job.isResent {
            // It met a connection that the receiver had closed. The others may be closed too: it goes out on a new one.
            if let other = idle.last { shut(other) }
        } else {
            while let connection = idle.popLast() {
                if connection.state == .idle { return send(job, on: connection) }
            }
        }
        if connections.count - closed.count < connectionLimit { return open(for: job) }
        if !backlog.append(job) { tally.drop(job, at: now) }
    }

    /// Takes what waits for a connection, as long as there is one to be had.
    func startWaiting() {
        while backlog.count > 0, !idle.isEmpty || connections.count - closed.count < connectionLimit {
            guard let job = backlog.popFirst() else { return }
            if now - job.intended > maxLateness, job.attempt == 1 {
                tally.drop(job, at: now)
            } else {
                start(job)
            }
        }
    }

    private var maxLateness: Int64 { configuration.maxLateness.nearestNanoseconds }

    private func open(for job: LoadJob) {
        do throws(CurlCallError) {
            let connection: LoadConnection
            if let pooled = closed.popLast() { connection = pooled } else { connection = try newConnection() }
            if connection.memory != nil { return try sendWhole(job, on: connection) }
            connection.state = .connecting
            connection.answers = 0
            begin(job, on: connection)
            tally.counts.connections += 1
            try multi.add(connection.easy)
            try multi.actOnTime()
        } catch {
            // What was begun is counted with its connection when the load ends.
            if !connections.contains(where: { $0.job?.isSame(as: job) == true }) {
                tally.leaveUnfinished(job)
            }
            tally.engineFailure = error.message
            control.stop()
        }
    }

    private func newConnection() throws(CurlCallError) -> LoadConnection {
        if settings.speaksHTTP2 {
            let stream = try LoadConnection()
            connections.append(stream)
            return stream
        }
        let longest = rules.map { Transfer.milliseconds($0.timeout) }.max() ?? 5000
        let connection = try LoadConnection(settings, url: url, timeoutMs: longest)
        connections.append(connection)
        return connection
    }

    func begin(_ job: LoadJob, on connection: LoadConnection) {
        inFlight += 1
        connection.job = job
        connection.startedAt = now
        connection.deadline = LoadClock.after(rules[job.send.event].timeout.inSeconds, from: now)
        tally.begin(job, at: now)
    }

    private func send(_ job: LoadJob, on connection: LoadConnection) {
        begin(job, on: connection)
        transmit(connection)
    }

    /// Sends the request of the job that the connection has.
    func transmit(_ connection: LoadConnection) {
        guard let job = connection.job else { return }
        connection.state = .busy
        connection.parser.reset(isHead: asksForHead[job.send.event])
        let bytes = requests.request(job.send, unixSeconds: unixSeconds)
        var sent = 0
        switch connection.send(bytes, isBare: isBare) {
        case .bytes(let count): sent = count
        case .blocked: break
        case .failed(let code): return failed(connection, code)
        }
        if sent == bytes.count {
            connection.job?.wholeSends += 1
        } else {
            connection.unsent.append(contentsOf: bytes[sent...])
            want(SocketWatch.readable | SocketWatch.writable, connection)
        }
    }

    func want(_ mask: UInt32, _ connection: LoadConnection) {
        guard let link = connection.link else { return }
        if !watch.want(mask, of: link.socket) {
            tally.engineFailure = SystemError("epoll_ctl").reason
            control.stop()
        }
    }

    private func sweep() throws {
        nextSweep = now + Self.sweepInterval
        if inFlight == 0 { return }
        for connection in connections where connection.deadline <= now {
            guard let job = connection.job else { continue }
            let startedAt = connection.startedAt
            connection.job = nil
            shut(connection)
            tally.error("timeout", job)
            ended(job, startedAt: startedAt, status: nil, isMeasured: true)
        }
        startWaiting()
    }

    // MARK: Waiting

    private func waitForEvents(isBusy: Bool) throws {
        var milliseconds: Int32 = 0
        if !isBusy {
            let due = nextDue
            // Read anew: what was done since takes longer than the lateness that is allowed.
            let time = LoadClock.now
            if due > time {
                timer.arm(due, now: time)
                milliseconds = -1
            }
        }
        let count = try epoll.wait(milliseconds: milliseconds)
        if count == 0 { return }
        now = LoadClock.now
        for index in 0..<count {
            let (socket, mask) = epoll.event(index)
            if socket == timer.descriptor || socket == wakeUp.descriptor { continue }
            if let connection = connection(of: socket) {
                ready(connection, mask)
            } else {
                let readiness = watch.readiness(of: socket, mask: mask)
                if readiness != 0 { try multi.act(socket: socket, readiness: readiness) }
            }
        }
        try collectConnected()
    }

    private var nextDue: Int64 {
        var due = nextReport
        if let send = upcoming {
            due = min(
                due, isClosedLoop ? (now < share.start ? share.start : offeringEnd) : intended(send))
        }
        if let first = repetitions.min { due = min(due, first.time) }
        if inFlight > 0 { due = min(due, nextSweep) }
        if let libcurl = watch.due {
            let left = ContinuousClock.now.duration(to: libcurl).inSeconds
            due = min(due, LoadClock.after(max(0, left), from: now))
        }
        return due
    }

    private func actOnLibcurl() throws {
        guard let due = watch.due, due <= .now else { return }
        watch.due = nil
        try multi.actOnTime()
        if watch.due == nil, let milliseconds = try multi.timeUntilDue() {
            watch.due = .now.advanced(by: .milliseconds(max(1, milliseconds)))
        }
        try collectConnected()
    }
}

@available(*, unavailable)
extension LoadWorker: Sendable {}

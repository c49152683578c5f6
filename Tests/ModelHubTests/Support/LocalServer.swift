import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A request as a test sees it.
struct Request: Sendable {
  var method: String
  var target: String
  var headers: HTTPHeaders

  var path: String { String(target.prefix { $0 != "?" }) }

  func header(_ name: String) -> String? { headers.first(name: name) }
}

/// An answer, and how it fails.
struct Reply: Sendable {
  var status = 200
  var headers: [(String, String)] = []
  var body: [UInt8] = []
  /// Close the connection after this many bytes of the body.
  var cutAfter: Int?
  /// Send no more after this many bytes of the body, and leave the connection open.
  var stallAfter: Int?
  /// After the body, send these bytes again and again, without ever having said a length.
  var endless: Drip?

  /// Bytes that are sent again and again.
  struct Drip: Sendable {
    var bytes: [UInt8]
    var pause = Duration.zero
    /// Greatest number of pieces, so that a test that fails ends too.
    var most = 100_000
  }
}

/// An HTTP/1.1 server on a port of its own of 127.0.0.1.
final class LocalServer: Sendable {
  private let channel: any Channel
  private let log: RequestLog

  var port: Int { channel.localAddress?.port ?? 0 }
  var address: String { "http://127.0.0.1:\(port)" }
  /// Requests in the order of their arrival.
  var requests: [Request] { log.requests.withLock { $0 } }

  private init(channel: any Channel, _ log: RequestLog) {
    self.channel = channel
    self.log = log
  }

  /// Runs a function beside a server.
  static func with<Result>(
    _ answer: @escaping @Sendable (Request) -> Reply,
    _ body: (LocalServer) async throws -> Result
  ) async throws -> Result {
    let box = RequestLog()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(AnswerHandler(answer, log: box))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let server = LocalServer(channel: channel, box)
    do {
      let result = try await body(server)
      try await channel.close()
      return result
    } catch {
      try? await channel.close()
      throw error
    }
  }
}

private final class RequestLog: Sendable {
  let requests = Mutex<[Request]>([])
}

private final class AnswerHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let answer: @Sendable (Request) -> Reply
  private let log: RequestLog
  private var request: Request?

  init(_ answer: @escaping @Sendable (Request) -> Reply, log: RequestLog) {
    self.answer = answer
    self.log = log
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      request = Request(method: head.method.rawValue, target: head.uri, headers: head.headers)
    case .body: break
    case .end:
      guard let request else { return }
      log.requests.withLock { $0.append(request) }
      send(answer(request), context)
    }
  }

  private func send(_ drip: Reply.Drip, _ count: Int, _ context: ChannelHandlerContext) {
    guard context.channel.isActive, count < drip.most else {
      context.close(promise: nil)
      return
    }
    let dripper = NIOLoopBound(self, eventLoop: context.eventLoop)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    let body = context.channel.allocator.buffer(bytes: drip.bytes)
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(body)))).whenSuccess {
      let pause = TimeAmount(drip.pause)
      bound.value.eventLoop.scheduleTask(in: pause) {
        dripper.value.send(drip, count + 1, bound.value)
      }
    }
  }

  private func send(_ reply: Reply, _ context: ChannelHandlerContext) {
    var headers = HTTPHeaders(reply.headers)
    if headers.first(name: "Content-Length") == nil, reply.endless == nil {
      headers.add(name: "Content-Length", value: String(reply.body.count))
    }
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let limit = reply.cutAfter ?? reply.stallAfter ?? reply.body.count
    let body = context.channel.allocator.buffer(bytes: reply.body.prefix(limit))
    let written = context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(body))))
    if reply.stallAfter != nil { return }
    if let drip = reply.endless {
      let dripper = NIOLoopBound(self, eventLoop: context.eventLoop)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      written.whenSuccess { dripper.value.send(drip, 0, bound.value) }
      return
    }
    if reply.cutAfter != nil {
      let channel = context.channel
      // What has not been read when the connection ends is lost, so the reader gets time.
      written.whenComplete { _ in
        channel.eventLoop.scheduleTask(in: .milliseconds(200)) { channel.close(promise: nil) }
      }
    } else {
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}

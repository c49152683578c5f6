import NIOCore
import NIOPosix
import Synchronization

/// A proxy that knows the CONNECT method of HTTP, and nothing else.
final class ConnectProxy: Sendable {
  private let channel: any Channel
  private let log: Heads

  var port: Int { channel.localAddress?.port ?? 0 }
  /// Heads of the requests, as they came.
  var heads: [String] { log.heads.withLock { $0 } }

  private init(channel: any Channel, _ log: Heads) {
    self.channel = channel
    self.log = log
  }

  /// Runs a function beside a proxy.
  static func with<Result>(_ body: (ConnectProxy) async throws -> Result) async throws -> Result {
    let log = Heads()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(TunnelHandler(log))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      let result = try await body(ConnectProxy(channel: channel, log))
      try await channel.close()
      return result
    } catch {
      try? await channel.close()
      throw error
    }
  }
}

final class Heads: Sendable {
  let heads = Mutex<[String]>([])
}

private final class TunnelHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let log: Heads
  private var head = ""
  private var peer: (any Channel)?

  init(_ log: Heads) { self.log = log }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    if let peer {
      peer.writeAndFlush(buffer, promise: nil)
      return
    }
    head += String(buffer: buffer)
    guard head.hasSuffix("\r\n\r\n") else { return }
    log.heads.withLock { $0.append(head) }
    let words = head.split(separator: " ")
    guard words.first == "CONNECT", let colon = words[1].lastIndex(of: ":"),
      let port = Int(words[1][colon...].dropFirst())
    else {
      context.close(promise: nil)
      return
    }
    connect(context, host: String(words[1][..<colon]), port: port)
  }

  private func connect(_ context: ChannelHandlerContext, host: String, port: Int) {
    let client = context.channel
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    ClientBootstrap(group: context.eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ReturnHandler(client))
        }
      }
      .connect(host: host, port: port)
      .whenComplete { result in
        guard case .success(let peer) = result else {
          client.close(promise: nil)
          return
        }
        handler.value.peer = peer
        client.writeAndFlush(
          ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n"), promise: nil)
      }
  }

  func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }
}

private final class ReturnHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let client: any Channel

  init(_ client: any Channel) { self.client = client }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    client.writeAndFlush(unwrapInboundIn(data), promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { client.close(promise: nil) }
}

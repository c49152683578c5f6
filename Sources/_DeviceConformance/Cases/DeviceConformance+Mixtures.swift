import ModelSpec
import Tensors

extension DeviceConformance {
  /// A router's logits and how many experts a row goes to.
  private struct MixtureCase {
    let name: String
    let logits: [[Float]]
    let perToken: Int
  }

  func checkMixtures(_ findings: inout Findings) throws {
    var random = random(6)
    for test in Self.cases(&random) {
      for renormalizes in [false, true] {
        try check(test, renormalizes: renormalizes, &findings, &random)
      }
    }
  }

  private static func cases(_ random: inout RandomNumbers) -> [MixtureCase] {
    var cases = [
      MixtureCase(name: "one expert", logits: random.rows(3, 1), perToken: 1),
      MixtureCase(
        name: "all alike", logits: [[Float]](repeating: [2, 2, 2, 2, 2], count: 4), perToken: 3),
      MixtureCase(name: "every expert", logits: random.rows(5, 7, limit: 3), perToken: 7),
      // Shares beside the first round to zero.
      MixtureCase(
        name: "far apart", logits: [[-200, 300, 0, 9], [500, 1, 2, 3], [0, -300, 0, -400]],
        perToken: 2),
    ]
    for index in 0..<6 {
      let (rows, experts) = (random.integer(1...70), random.integer(2...40))
      var logits = random.rows(rows, experts, limit: 4)
      // Multiples of one half meet each other often.
      if index % 2 == 0 { logits = logits.map { $0.map { ($0 * 2).rounded() / 2 } } }
      cases.append(
        MixtureCase(
          name: "\(rows) rows, \(experts) experts" + (index % 2 == 0 ? ", with ties" : ""),
          logits: logits, perToken: random.integer(1...min(experts, 8))))
    }
    return cases
  }

  private func check(
    _ test: MixtureCase, renormalizes: Bool, _ findings: inout Findings,
    _ random: inout RandomNumbers
  ) throws {
    let (rows, experts) = (test.logits.count, test.logits[0].count)
    let name = "\(test.name), \(test.perToken) each" + (renormalizes ? ", adding up to one" : "")
    let spec = MixtureSpec(
      expertCount: experts, expertsPerToken: test.perToken,
      expert: DenseSpec(hiddenDimension: 1, activation: .silu), renormalizesShares: renormalizes)
    // Room for more than is needed, in every direction.
    let routes = try device.routes(
      rows: rows + random.integer(0...3), experts: experts + random.integer(0...2),
      perToken: test.perToken + random.integer(0...1))
    let logits = try FramedMatrix(test.logits, on: device)
    device.route(logits.view, spec, into: routes)
    var routing = Routing()
    device.readBack(routes, into: &routing)
    findings.expectIntact(.route, name, logits, on: device)
    let truth = test.logits.map { Reference.route($0.doubles, spec) }
    for expert in 0..<experts {
      // What rounds to zero in float32 is left out.
      let expected = (0..<rows).filter { Float(truth[$0][expert]) > 0 }
      let places = routing.places(of: expert)
      findings.expect(
        .route, "\(name), rows of expert \(expert)",
        [routing.rows[places].map { Float($0) }], near: [expected.map { Double($0) }])
      findings.expect(
        .route, "\(name), shares of expert \(expert)", [Array(routing.shares[places])],
        near: [expected.map { truth[$0][expert] }]
      ) { _, index in
        // x - maximum is rounded at up to 40, which exp turns into a relative error; then the sums.
        let relative = Rounding.gamma(experts + test.perToken + Rounding.elementary + 40)
        return relative * truth[expected[index]][expert]
      }
    }
    findings.expect(
      .readBackRoutes, name + ", choices", routing.rows.count,
      equals: truth.reduce(0) { $0 + $1.count { Float($0) > 0 } })
  }

  /// A chain of operations on the same memory happens in the order of the calls, and arrays are
  /// read when it is made.
  func checkOrder(_ findings: inout Findings) throws {
    let (x, y) = (try device.matrix([[1, 2], [3, 4], [5, 6]]), try device.zeros(3, 2))
    var rows: [Int32] = [2, 0, 1]
    var shares: [Float] = [1, 2, 4]
    device.gather(x, rows: rows.span, into: y)
    for index in rows.indices { rows[index] = Int32(index) }
    device.addScaled(x, shares: shares.span, to: y, rows: rows.span)
    for index in shares.indices { shares[index] = 100 }
    device.clear(x.prefix(1))
    device.add(y, to: x)
    device.add(x, to: y)
    findings.expect(
      .add, "a chain of operations", device.values(of: y),
      near: [[12, 16], [17, 24], [51, 62]])
    findings.expect(
      .clear, "a chain of operations", device.values(of: x),
      near: [[6, 8], [10, 14], [28, 34]])
  }
}

package import ModelSpec
package import Tensors

extension ReferenceDevice {
  package func embed(_ tokens: [Int32], table: Tensor, multiplier: Float, into y: Matrix) {
    enqueue {
      let rows = Reference.embed(
        tokens.map { Int($0) }, table: table.storage.reference([[Double]].self).value,
        multiplier: Double(multiplier))
      for (index, row) in rows.enumerated() { y[index] = row.floats }
    }
  }

  package func addPositions(_ positions: [Int32], table: Matrix, to y: Matrix) {
    enqueue {
      for (row, position) in positions.enumerated() {
        y[row] = zip(y[row], table[Int(position)]).map { $0 + $1 }
      }
    }
  }

  package func normalize(
    _ x: Matrix, _ norm: NormSpec, weight: Vector, bias: Vector?, into y: Matrix
  ) {
    precondition(weight.count == x.columns && y.columns == x.columns)
    enqueue {
      for row in 0..<x.rows {
        let values = x[row].doubles
        let result =
          switch norm.kind {
          case .rms:
            Reference.rmsNorm(values, weight: weight.doubles, epsilon: norm.epsilon)
          case .layer:
            Reference.layerNorm(
              values, weight: weight.doubles, bias: bias?.doubles, epsilon: norm.epsilon)
          }
        y[row] = result.floats
      }
    }
  }

  package func project(
    _ x: Matrix, _ first: Projection, _ second: Projection?, _ third: Projection?,
    scratch: ProjectionScratch
  ) {
    precondition(x.rows <= scratch.rows && x.columns <= scratch.columns)
    enqueue {
      let rows = (0..<x.rows).map { x[$0].doubles }
      for product in [first, second, third].compactMap({ $0 }) {
        let weight = product.weight.storage.reference([[Double]].self).value
        let results = Reference.project(rows, weight, bias: product.bias?.doubles)
        for (row, result) in results.enumerated() { product.output[row] = result.floats }
      }
    }
  }

  package func activate(_ gate: Matrix, _ activation: Activation, up: Matrix?) {
    enqueue {
      for row in 0..<gate.rows {
        let factor = up?[row].doubles
        gate[row] = Reference.gate(gate[row].doubles, activation, up: factor).floats
      }
    }
  }

  package func add(_ x: Matrix, to y: Matrix) {
    precondition(x.columns == y.columns && y.rows >= x.rows)
    enqueue {
      for row in 0..<x.rows { y[row] = zip(x[row], y[row]).map { $0 + $1 } }
    }
  }

  package func clear(_ x: Matrix) {
    enqueue {
      for row in 0..<x.rows { x[row] = [Float](repeating: 0, count: x.columns) }
    }
  }

  package func gather(_ x: Matrix, rows: Span<Int32>, into y: Matrix) {
    precondition(x.columns == y.columns && rows.count <= y.rows)
    let rows = rows.indices.map { Int(rows[$0]) }
    enqueue {
      for (index, row) in rows.enumerated() { y[index] = x[row] }
    }
  }

  package func addScaled(_ x: Matrix, shares: Span<Float>, to y: Matrix, rows: Span<Int32>) {
    precondition(x.columns == y.columns && rows.count <= x.rows && shares.count == rows.count)
    let targets = rows.indices.map { (row: Int(rows[$0]), share: Double(shares[$0])) }
    enqueue {
      for (index, target) in targets.enumerated() {
        let sums = zip(x[index], y[target.row]).map { target.share * Double($0) + Double($1) }
        y[target.row] = sums.floats
      }
    }
  }

  package func finishLogits(_ x: Matrix, multiplier: Float, softcap: Float?) {
    enqueue {
      for row in 0..<x.rows {
        x[row] = x[row].map { value in
          let product = Double(multiplier) * Double(value)
          return Float(softcap.map { Reference.softcap(product, cap: Double($0)) } ?? product)
        }
      }
    }
  }

  package func route(_ logits: Matrix, _ spec: MixtureSpec, into routes: Routes) {
    precondition(
      logits.rows <= routes.rows && logits.columns == spec.expertCount
        && spec.expertCount <= routes.experts && spec.expertsPerToken <= routes.perToken)
    enqueue {
      let shares = (0..<logits.rows).map { Reference.route(logits[$0].doubles, spec).floats }
      var (starts, rows, parts): ([Int32], [Int32], [Float]) = ([0], [], [])
      for expert in 0..<routes.experts {
        for row in shares.indices where expert < logits.columns && shares[row][expert] > 0 {
          rows.append(Int32(row))
          parts.append(shares[row][expert])
        }
        starts.append(Int32(rows.count))
      }
      routes.storage.reference(Routing.self).value.replace(
        starts: starts.span, rows: rows.span, shares: parts.span)
    }
  }
}

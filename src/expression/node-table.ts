import type { Expression } from './nodes.js'

/**
 * The nodes of a graph, findable by a 32-bit hash of their structure. Buckets are chains of ids in flat arrays: no
 * strings and no objects besides the nodes.
 */
export class NodeTable {
  readonly nodes: Expression[] = []
  #hashes = new Int32Array(1024)
  /** For each node, the next node of its bucket plus one; 0 ends the chain. */
  #next = new Int32Array(1024)
  #heads = new Int32Array(1024)

  /** The node with the smallest effort to compare: the newest of that hash, or nothing. */
  first(hash: number): Expression | undefined {
    return this.#skip(this.#heads[hash & (this.#heads.length - 1)]!, hash)
  }

  /** The next candidate after `node` in its chain. */
  after(node: Expression, hash: number): Expression | undefined {
    return this.#skip(this.#next[node.id]!, hash)
  }

  /** Adds a node whose id is the present number of nodes. */
  insert<Node extends Expression>(node: Node, hash: number): Node {
    if (this.nodes.length === this.#hashes.length) this.#grow()
    this.#hashes[node.id] = hash
    this.#link(node.id)
    this.nodes.push(node)
    return node
  }

  #skip(link: number, hash: number): Expression | undefined {
    while (link !== 0 && this.#hashes[link - 1] !== hash) link = this.#next[link - 1]!
    return link === 0 ? undefined : this.nodes[link - 1]
  }

  #link(id: number): void {
    const bucket = this.#hashes[id]! & (this.#heads.length - 1)
    this.#next[id] = this.#heads[bucket]!
    this.#heads[bucket] = id + 1
  }

  #grow(): void {
    const length = 2 * this.#hashes.length
    const hashes = this.#hashes
    this.#hashes = new Int32Array(length)
    this.#hashes.set(hashes)
    this.#next = new Int32Array(length)
    this.#heads = new Int32Array(length)
    for (let id = 0; id < this.nodes.length; id++) this.#link(id)
  }
}

/** Mixes one more number into a hash. */
export function mixed(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

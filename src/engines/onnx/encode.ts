import { onnx } from "onnx-proto";
import { bytesText, sum } from "../../inspect/numbers";
import {
  type Attribute,
  bytesOf,
  type ElementType,
  type Graph,
  type Initializer,
  type TensorInfo,
} from "./graph";

/*
 * The newest that ONNX Runtime 1.30 takes. It fuses as many layers as in older ones (tried from 17 on); ONNX's checker
 * (1.23) and OpenVINO (2026.4) take it too.
 */
export const OPSET = 26;
const IR_VERSION = 13;

const LARGEST_MESSAGE = 2 ** 31;

/** Where a constant's values lie outside the model: bytes of a file beside it. */
export interface Location {
  file: string;
  offset: number;
}

const elementTypes: Record<ElementType, number> = {
  float32: onnx.TensorProto.DataType.FLOAT,
  int32: onnx.TensorProto.DataType.INT32,
  int64: onnx.TensorProto.DataType.INT64,
  uint8: onnx.TensorProto.DataType.UINT8,
  int8: onnx.TensorProto.DataType.INT8,
  bool: onnx.TensorProto.DataType.BOOL,
};

/**
 * The model as a protobuf message of ONNX's schema.
 *
 * @param locate where an initializer's values lie; undefined for those inside the message, as all are by default
 * @throws RangeError if there are 2 GiB or more inside
 */
export function encode(graph: Graph, locate: Locate = () => undefined): Uint8Array {
  const inside = sum(graph.initializers, (one) => (locate(one) ? 0 : bytesOf(one)));
  if (inside >= LARGEST_MESSAGE) {
    throw new RangeError(
      `The model "${graph.name}" has ${bytesText(inside)} of weights, but a protobuf message holds less than ` +
        `2 GiB: give exportOnnx a path, it writes them into a file of their own.`,
    );
  }
  return onnx.ModelProto.encode({
    irVersion: IR_VERSION,
    producerName: "convbook",
    opsetImport: [{ domain: "", version: OPSET }],
    graph: graphMessage(graph, locate),
  }).finish();
}

type Locate = (initializer: Initializer) => Location | undefined;

function graphMessage(graph: Graph, locate: Locate): onnx.IGraphProto {
  return {
    name: graph.name,
    node: graph.nodes.map(({ op, domain, name, inputs, outputs, attributes }) => ({
      opType: op,
      domain,
      name,
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(attributes).flatMap(([key, value]) =>
        value === undefined ? [] : [attribute(key, value, locate)],
      ),
    })),
    initializer: graph.initializers.map((initializer) => tensor(initializer, locate(initializer))),
    input: graph.inputs.map(valueInfo),
    output: graph.outputs.map(valueInfo),
  };
}

function attribute(name: string, value: Attribute, locate: Locate): onnx.IAttributeProto {
  const type = onnx.AttributeProto.AttributeType;
  if (typeof value === "number") return { name, type: type.INT, i: value };
  if (typeof value === "string") return { name, type: type.STRING, s: Buffer.from(value) };
  if (isTexts(value)) return { name, type: type.STRINGS, strings: value.map((text) => Buffer.from(text)) };
  if ("type" in value) return { name, type: type.INT, i: elementTypes[value.type] };
  if ("graph" in value) return { name, type: type.GRAPH, g: graphMessage(value.graph, locate) };
  if (!("float" in value)) return { name, type: type.INTS, ints: [...value] };
  if (typeof value.float === "number") return { name, type: type.FLOAT, f: value.float };
  return { name, type: type.FLOATS, floats: [...value.float] };
}

function isTexts(value: Attribute): value is readonly string[] {
  return Array.isArray(value) && typeof value[0] === "string";
}

function tensor(initializer: Initializer, location: Location | undefined): onnx.ITensorProto {
  const { name, dims, type, values } = initializer;
  const declared = { name, dims: [...dims], dataType: elementTypes[type] };
  if (!location) {
    const { buffer, byteOffset, byteLength } = values();
    return { ...declared, rawData: new Uint8Array(buffer, byteOffset, byteLength) };
  }
  const entries = { location: location.file, offset: location.offset, length: bytesOf(initializer) };
  return {
    ...declared,
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value: String(value) })),
  };
}

/** Every open size has a name of its own, but for the batch, which all tensors share. */
function valueInfo({ name, type, shape }: TensorInfo): onnx.IValueInfoProto {
  const dim = shape.map((size, axis) =>
    size === null ? { dimParam: axis === 0 ? "batch" : `${name}_${axis}` } : { dimValue: size },
  );
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

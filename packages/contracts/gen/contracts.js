/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const orderflow = $root.orderflow = (() => {

    /**
     * Namespace orderflow.
     * @exports orderflow
     * @namespace
     */
    const orderflow = {};

    orderflow.common = (function() {

        /**
         * Namespace common.
         * @memberof orderflow
         * @namespace
         */
        const common = {};

        common.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof orderflow.common
             * @namespace
             */
            const v1 = {};

            v1.Money = (function() {

                /**
                 * Properties of a Money.
                 * @typedef {Object} orderflow.common.v1.Money.$Properties
                 * @property {Long} [amount] Money amount
                 * @property {string} [currency] Money currency
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Money.
                 * @memberof orderflow.common.v1
                 * @interface IMoney
                 * @augments orderflow.common.v1.Money.$Properties
                 * @deprecated Use orderflow.common.v1.Money.$Properties instead.
                 */

                /**
                 * Shape of a Money.
                 * @typedef {orderflow.common.v1.Money.$Properties} orderflow.common.v1.Money.$Shape
                 */

                /**
                 * Constructs a new Money.
                 * @memberof orderflow.common.v1
                 * @classdesc Represents a Money.
                 * @constructor
                 * @param {orderflow.common.v1.Money.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Money = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Money amount.
                 * @member {Long} amount
                 * @memberof orderflow.common.v1.Money
                 * @instance
                 */
                Money.prototype.amount = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Money currency.
                 * @member {string} currency
                 * @memberof orderflow.common.v1.Money
                 * @instance
                 */
                Money.prototype.currency = "";

                /**
                 * Creates a new Money instance using the specified properties.
                 * @function create
                 * @memberof orderflow.common.v1.Money
                 * @static
                 * @param {orderflow.common.v1.Money.$Properties=} [properties] Properties to set
                 * @returns {orderflow.common.v1.Money} Money instance
                 * @type {{
                 *   (properties: orderflow.common.v1.Money.$Shape): orderflow.common.v1.Money & orderflow.common.v1.Money.$Shape;
                 *   (properties?: orderflow.common.v1.Money.$Properties): orderflow.common.v1.Money;
                 * }}
                 */
                Money.create = function(properties) {
                    return new Money(properties);
                };

                /**
                 * Encodes the specified Money message. Does not implicitly {@link orderflow.common.v1.Money.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.common.v1.Money
                 * @static
                 * @param {orderflow.common.v1.Money.$Properties} message Money message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Money.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.amount != null && $Object.hasOwnProperty.call(message, "amount") && (typeof message.amount === "object" ? message.amount.low || message.amount.high : message.amount !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).int64(message.amount);
                    if (message.currency != null && $Object.hasOwnProperty.call(message, "currency") && message.currency !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.currency);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Money message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.common.v1.Money
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.common.v1.Money & orderflow.common.v1.Money.$Shape} Money
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Money.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.common.v1.Money();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.amount = value;
                                else
                                    delete message.amount;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.currency = value;
                                else
                                    delete message.currency;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for Money
                 * @function getTypeUrl
                 * @memberof orderflow.common.v1.Money
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Money.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.common.v1.Money";
                };

                return Money;
            })();

            v1.Line = (function() {

                /**
                 * Properties of a Line.
                 * @typedef {Object} orderflow.common.v1.Line.$Properties
                 * @property {string} [sku] Line sku
                 * @property {number} [quantity] Line quantity
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Line.
                 * @memberof orderflow.common.v1
                 * @interface ILine
                 * @augments orderflow.common.v1.Line.$Properties
                 * @deprecated Use orderflow.common.v1.Line.$Properties instead.
                 */

                /**
                 * Shape of a Line.
                 * @typedef {orderflow.common.v1.Line.$Properties} orderflow.common.v1.Line.$Shape
                 */

                /**
                 * Constructs a new Line.
                 * @memberof orderflow.common.v1
                 * @classdesc Represents a Line.
                 * @constructor
                 * @param {orderflow.common.v1.Line.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Line = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Line sku.
                 * @member {string} sku
                 * @memberof orderflow.common.v1.Line
                 * @instance
                 */
                Line.prototype.sku = "";

                /**
                 * Line quantity.
                 * @member {number} quantity
                 * @memberof orderflow.common.v1.Line
                 * @instance
                 */
                Line.prototype.quantity = 0;

                /**
                 * Creates a new Line instance using the specified properties.
                 * @function create
                 * @memberof orderflow.common.v1.Line
                 * @static
                 * @param {orderflow.common.v1.Line.$Properties=} [properties] Properties to set
                 * @returns {orderflow.common.v1.Line} Line instance
                 * @type {{
                 *   (properties: orderflow.common.v1.Line.$Shape): orderflow.common.v1.Line & orderflow.common.v1.Line.$Shape;
                 *   (properties?: orderflow.common.v1.Line.$Properties): orderflow.common.v1.Line;
                 * }}
                 */
                Line.create = function(properties) {
                    return new Line(properties);
                };

                /**
                 * Encodes the specified Line message. Does not implicitly {@link orderflow.common.v1.Line.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.common.v1.Line
                 * @static
                 * @param {orderflow.common.v1.Line.$Properties} message Line message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Line.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.sku);
                    if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.quantity);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Line message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.common.v1.Line
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.common.v1.Line & orderflow.common.v1.Line.$Shape} Line
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Line.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.common.v1.Line();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.quantity = value;
                                else
                                    delete message.quantity;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for Line
                 * @function getTypeUrl
                 * @memberof orderflow.common.v1.Line
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Line.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.common.v1.Line";
                };

                return Line;
            })();

            return v1;
        })();

        return common;
    })();

    orderflow.inventory = (function() {

        /**
         * Namespace inventory.
         * @memberof orderflow
         * @namespace
         */
        const inventory = {};

        inventory.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof orderflow.inventory
             * @namespace
             */
            const v1 = {};

            v1.InventoryReserved = (function() {

                /**
                 * Properties of an InventoryReserved.
                 * @typedef {Object} orderflow.inventory.v1.InventoryReserved.$Properties
                 * @property {string} [orderId] InventoryReserved orderId
                 * @property {Uint8Array} [fingerprint] InventoryReserved fingerprint
                 * @property {google.protobuf.Timestamp.$Properties} [reservedAt] InventoryReserved reservedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an InventoryReserved.
                 * @memberof orderflow.inventory.v1
                 * @interface IInventoryReserved
                 * @augments orderflow.inventory.v1.InventoryReserved.$Properties
                 * @deprecated Use orderflow.inventory.v1.InventoryReserved.$Properties instead.
                 */

                /**
                 * Shape of an InventoryReserved.
                 * @typedef {orderflow.inventory.v1.InventoryReserved.$Properties} orderflow.inventory.v1.InventoryReserved.$Shape
                 */

                /**
                 * Constructs a new InventoryReserved.
                 * @memberof orderflow.inventory.v1
                 * @classdesc Represents an InventoryReserved.
                 * @constructor
                 * @param {orderflow.inventory.v1.InventoryReserved.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const InventoryReserved = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * InventoryReserved orderId.
                 * @member {string} orderId
                 * @memberof orderflow.inventory.v1.InventoryReserved
                 * @instance
                 */
                InventoryReserved.prototype.orderId = "";

                /**
                 * InventoryReserved fingerprint.
                 * @member {Uint8Array} fingerprint
                 * @memberof orderflow.inventory.v1.InventoryReserved
                 * @instance
                 */
                InventoryReserved.prototype.fingerprint = $util.newBuffer([]);

                /**
                 * InventoryReserved reservedAt.
                 * @member {google.protobuf.Timestamp} reservedAt
                 * @memberof orderflow.inventory.v1.InventoryReserved
                 * @instance
                 */
                InventoryReserved.prototype.reservedAt = null;

                /**
                 * Creates a new InventoryReserved instance using the specified properties.
                 * @function create
                 * @memberof orderflow.inventory.v1.InventoryReserved
                 * @static
                 * @param {orderflow.inventory.v1.InventoryReserved.$Properties=} [properties] Properties to set
                 * @returns {orderflow.inventory.v1.InventoryReserved} InventoryReserved instance
                 * @type {{
                 *   (properties: orderflow.inventory.v1.InventoryReserved.$Shape): orderflow.inventory.v1.InventoryReserved & orderflow.inventory.v1.InventoryReserved.$Shape;
                 *   (properties?: orderflow.inventory.v1.InventoryReserved.$Properties): orderflow.inventory.v1.InventoryReserved;
                 * }}
                 */
                InventoryReserved.create = function(properties) {
                    return new InventoryReserved(properties);
                };

                /**
                 * Encodes the specified InventoryReserved message. Does not implicitly {@link orderflow.inventory.v1.InventoryReserved.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.inventory.v1.InventoryReserved
                 * @static
                 * @param {orderflow.inventory.v1.InventoryReserved.$Properties} message InventoryReserved message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                InventoryReserved.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.fingerprint != null && $Object.hasOwnProperty.call(message, "fingerprint") && message.fingerprint.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.fingerprint);
                    if (message.reservedAt != null && $Object.hasOwnProperty.call(message, "reservedAt"))
                        $root.google.protobuf.Timestamp.encode(message.reservedAt, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an InventoryReserved message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.inventory.v1.InventoryReserved
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.inventory.v1.InventoryReserved & orderflow.inventory.v1.InventoryReserved.$Shape} InventoryReserved
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                InventoryReserved.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.inventory.v1.InventoryReserved();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.fingerprint = value;
                                else
                                    delete message.fingerprint;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.reservedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.reservedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for InventoryReserved
                 * @function getTypeUrl
                 * @memberof orderflow.inventory.v1.InventoryReserved
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                InventoryReserved.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.inventory.v1.InventoryReserved";
                };

                return InventoryReserved;
            })();

            v1.InventoryRejected = (function() {

                /**
                 * Properties of an InventoryRejected.
                 * @typedef {Object} orderflow.inventory.v1.InventoryRejected.$Properties
                 * @property {string} [orderId] InventoryRejected orderId
                 * @property {Uint8Array} [fingerprint] InventoryRejected fingerprint
                 * @property {Array.<orderflow.common.v1.Line.$Properties>} [short] InventoryRejected short
                 * @property {google.protobuf.Timestamp.$Properties} [rejectedAt] InventoryRejected rejectedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an InventoryRejected.
                 * @memberof orderflow.inventory.v1
                 * @interface IInventoryRejected
                 * @augments orderflow.inventory.v1.InventoryRejected.$Properties
                 * @deprecated Use orderflow.inventory.v1.InventoryRejected.$Properties instead.
                 */

                /**
                 * Shape of an InventoryRejected.
                 * @typedef {orderflow.inventory.v1.InventoryRejected.$Properties} orderflow.inventory.v1.InventoryRejected.$Shape
                 */

                /**
                 * Constructs a new InventoryRejected.
                 * @memberof orderflow.inventory.v1
                 * @classdesc Represents an InventoryRejected.
                 * @constructor
                 * @param {orderflow.inventory.v1.InventoryRejected.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const InventoryRejected = function (properties) {
                    this.short = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * InventoryRejected orderId.
                 * @member {string} orderId
                 * @memberof orderflow.inventory.v1.InventoryRejected
                 * @instance
                 */
                InventoryRejected.prototype.orderId = "";

                /**
                 * InventoryRejected fingerprint.
                 * @member {Uint8Array} fingerprint
                 * @memberof orderflow.inventory.v1.InventoryRejected
                 * @instance
                 */
                InventoryRejected.prototype.fingerprint = $util.newBuffer([]);

                /**
                 * InventoryRejected short.
                 * @member {Array.<orderflow.common.v1.Line>} short
                 * @memberof orderflow.inventory.v1.InventoryRejected
                 * @instance
                 */
                InventoryRejected.prototype.short = $util.emptyArray;

                /**
                 * InventoryRejected rejectedAt.
                 * @member {google.protobuf.Timestamp} rejectedAt
                 * @memberof orderflow.inventory.v1.InventoryRejected
                 * @instance
                 */
                InventoryRejected.prototype.rejectedAt = null;

                /**
                 * Creates a new InventoryRejected instance using the specified properties.
                 * @function create
                 * @memberof orderflow.inventory.v1.InventoryRejected
                 * @static
                 * @param {orderflow.inventory.v1.InventoryRejected.$Properties=} [properties] Properties to set
                 * @returns {orderflow.inventory.v1.InventoryRejected} InventoryRejected instance
                 * @type {{
                 *   (properties: orderflow.inventory.v1.InventoryRejected.$Shape): orderflow.inventory.v1.InventoryRejected & orderflow.inventory.v1.InventoryRejected.$Shape;
                 *   (properties?: orderflow.inventory.v1.InventoryRejected.$Properties): orderflow.inventory.v1.InventoryRejected;
                 * }}
                 */
                InventoryRejected.create = function(properties) {
                    return new InventoryRejected(properties);
                };

                /**
                 * Encodes the specified InventoryRejected message. Does not implicitly {@link orderflow.inventory.v1.InventoryRejected.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.inventory.v1.InventoryRejected
                 * @static
                 * @param {orderflow.inventory.v1.InventoryRejected.$Properties} message InventoryRejected message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                InventoryRejected.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.fingerprint != null && $Object.hasOwnProperty.call(message, "fingerprint") && message.fingerprint.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.fingerprint);
                    if (message.short != null && message.short.length)
                        for (let i = 0; i < message.short.length; ++i)
                            $root.orderflow.common.v1.Line.encode(message.short[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.rejectedAt != null && $Object.hasOwnProperty.call(message, "rejectedAt"))
                        $root.google.protobuf.Timestamp.encode(message.rejectedAt, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an InventoryRejected message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.inventory.v1.InventoryRejected
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.inventory.v1.InventoryRejected & orderflow.inventory.v1.InventoryRejected.$Shape} InventoryRejected
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                InventoryRejected.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.inventory.v1.InventoryRejected();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.fingerprint = value;
                                else
                                    delete message.fingerprint;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.short && message.short.length))
                                    message.short = [];
                                message.short.push($root.orderflow.common.v1.Line.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.rejectedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.rejectedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for InventoryRejected
                 * @function getTypeUrl
                 * @memberof orderflow.inventory.v1.InventoryRejected
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                InventoryRejected.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.inventory.v1.InventoryRejected";
                };

                return InventoryRejected;
            })();

            v1.StockAdjusted = (function() {

                /**
                 * Properties of a StockAdjusted.
                 * @typedef {Object} orderflow.inventory.v1.StockAdjusted.$Properties
                 * @property {string} [sku] StockAdjusted sku
                 * @property {string} [key] StockAdjusted key
                 * @property {Long} [delta] StockAdjusted delta
                 * @property {string} [reason] StockAdjusted reason
                 * @property {google.protobuf.Timestamp.$Properties} [adjustedAt] StockAdjusted adjustedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a StockAdjusted.
                 * @memberof orderflow.inventory.v1
                 * @interface IStockAdjusted
                 * @augments orderflow.inventory.v1.StockAdjusted.$Properties
                 * @deprecated Use orderflow.inventory.v1.StockAdjusted.$Properties instead.
                 */

                /**
                 * Shape of a StockAdjusted.
                 * @typedef {orderflow.inventory.v1.StockAdjusted.$Properties} orderflow.inventory.v1.StockAdjusted.$Shape
                 */

                /**
                 * Constructs a new StockAdjusted.
                 * @memberof orderflow.inventory.v1
                 * @classdesc Represents a StockAdjusted.
                 * @constructor
                 * @param {orderflow.inventory.v1.StockAdjusted.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const StockAdjusted = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * StockAdjusted sku.
                 * @member {string} sku
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @instance
                 */
                StockAdjusted.prototype.sku = "";

                /**
                 * StockAdjusted key.
                 * @member {string} key
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @instance
                 */
                StockAdjusted.prototype.key = "";

                /**
                 * StockAdjusted delta.
                 * @member {Long} delta
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @instance
                 */
                StockAdjusted.prototype.delta = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * StockAdjusted reason.
                 * @member {string} reason
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @instance
                 */
                StockAdjusted.prototype.reason = "";

                /**
                 * StockAdjusted adjustedAt.
                 * @member {google.protobuf.Timestamp} adjustedAt
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @instance
                 */
                StockAdjusted.prototype.adjustedAt = null;

                /**
                 * Creates a new StockAdjusted instance using the specified properties.
                 * @function create
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @static
                 * @param {orderflow.inventory.v1.StockAdjusted.$Properties=} [properties] Properties to set
                 * @returns {orderflow.inventory.v1.StockAdjusted} StockAdjusted instance
                 * @type {{
                 *   (properties: orderflow.inventory.v1.StockAdjusted.$Shape): orderflow.inventory.v1.StockAdjusted & orderflow.inventory.v1.StockAdjusted.$Shape;
                 *   (properties?: orderflow.inventory.v1.StockAdjusted.$Properties): orderflow.inventory.v1.StockAdjusted;
                 * }}
                 */
                StockAdjusted.create = function(properties) {
                    return new StockAdjusted(properties);
                };

                /**
                 * Encodes the specified StockAdjusted message. Does not implicitly {@link orderflow.inventory.v1.StockAdjusted.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @static
                 * @param {orderflow.inventory.v1.StockAdjusted.$Properties} message StockAdjusted message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                StockAdjusted.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.sku);
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.key);
                    if (message.delta != null && $Object.hasOwnProperty.call(message, "delta") && (typeof message.delta === "object" ? message.delta.low || message.delta.high : message.delta !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.delta);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
                    if (message.adjustedAt != null && $Object.hasOwnProperty.call(message, "adjustedAt"))
                        $root.google.protobuf.Timestamp.encode(message.adjustedAt, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a StockAdjusted message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.inventory.v1.StockAdjusted & orderflow.inventory.v1.StockAdjusted.$Shape} StockAdjusted
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                StockAdjusted.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.inventory.v1.StockAdjusted();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.key = value;
                                else
                                    delete message.key;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.delta = value;
                                else
                                    delete message.delta;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.adjustedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.adjustedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for StockAdjusted
                 * @function getTypeUrl
                 * @memberof orderflow.inventory.v1.StockAdjusted
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                StockAdjusted.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.inventory.v1.StockAdjusted";
                };

                return StockAdjusted;
            })();

            v1.AdjustmentRefused = (function() {

                /**
                 * Properties of an AdjustmentRefused.
                 * @typedef {Object} orderflow.inventory.v1.AdjustmentRefused.$Properties
                 * @property {string} [sku] AdjustmentRefused sku
                 * @property {string} [key] AdjustmentRefused key
                 * @property {Long} [delta] AdjustmentRefused delta
                 * @property {google.protobuf.Timestamp.$Properties} [adjustedAt] AdjustmentRefused adjustedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an AdjustmentRefused.
                 * @memberof orderflow.inventory.v1
                 * @interface IAdjustmentRefused
                 * @augments orderflow.inventory.v1.AdjustmentRefused.$Properties
                 * @deprecated Use orderflow.inventory.v1.AdjustmentRefused.$Properties instead.
                 */

                /**
                 * Shape of an AdjustmentRefused.
                 * @typedef {orderflow.inventory.v1.AdjustmentRefused.$Properties} orderflow.inventory.v1.AdjustmentRefused.$Shape
                 */

                /**
                 * Constructs a new AdjustmentRefused.
                 * @memberof orderflow.inventory.v1
                 * @classdesc Represents an AdjustmentRefused.
                 * @constructor
                 * @param {orderflow.inventory.v1.AdjustmentRefused.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const AdjustmentRefused = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * AdjustmentRefused sku.
                 * @member {string} sku
                 * @memberof orderflow.inventory.v1.AdjustmentRefused
                 * @instance
                 */
                AdjustmentRefused.prototype.sku = "";

                /**
                 * AdjustmentRefused key.
                 * @member {string} key
                 * @memberof orderflow.inventory.v1.AdjustmentRefused
                 * @instance
                 */
                AdjustmentRefused.prototype.key = "";

                /**
                 * AdjustmentRefused delta.
                 * @member {Long} delta
                 * @memberof orderflow.inventory.v1.AdjustmentRefused
                 * @instance
                 */
                AdjustmentRefused.prototype.delta = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * AdjustmentRefused adjustedAt.
                 * @member {google.protobuf.Timestamp} adjustedAt
                 * @memberof orderflow.inventory.v1.AdjustmentRefused
                 * @instance
                 */
                AdjustmentRefused.prototype.adjustedAt = null;

                /**
                 * Creates a new AdjustmentRefused instance using the specified properties.
                 * @function create
                 * @memberof orderflow.inventory.v1.AdjustmentRefused
                 * @static
                 * @param {orderflow.inventory.v1.AdjustmentRefused.$Properties=} [properties] Properties to set
                 * @returns {orderflow.inventory.v1.AdjustmentRefused} AdjustmentRefused instance
                 * @type {{
                 *   (properties: orderflow.inventory.v1.AdjustmentRefused.$Shape): orderflow.inventory.v1.AdjustmentRefused & orderflow.inventory.v1.AdjustmentRefused.$Shape;
                 *   (properties?: orderflow.inventory.v1.AdjustmentRefused.$Properties): orderflow.inventory.v1.AdjustmentRefused;
                 * }}
                 */
                AdjustmentRefused.create = function(properties) {
                    return new AdjustmentRefused(properties);
                };

                /**
                 * Encodes the specified AdjustmentRefused message. Does not implicitly {@link orderflow.inventory.v1.AdjustmentRefused.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.inventory.v1.AdjustmentRefused
                 * @static
                 * @param {orderflow.inventory.v1.AdjustmentRefused.$Properties} message AdjustmentRefused message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                AdjustmentRefused.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.sku);
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.key);
                    if (message.delta != null && $Object.hasOwnProperty.call(message, "delta") && (typeof message.delta === "object" ? message.delta.low || message.delta.high : message.delta !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.delta);
                    if (message.adjustedAt != null && $Object.hasOwnProperty.call(message, "adjustedAt"))
                        $root.google.protobuf.Timestamp.encode(message.adjustedAt, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an AdjustmentRefused message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.inventory.v1.AdjustmentRefused
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.inventory.v1.AdjustmentRefused & orderflow.inventory.v1.AdjustmentRefused.$Shape} AdjustmentRefused
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                AdjustmentRefused.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.inventory.v1.AdjustmentRefused();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.key = value;
                                else
                                    delete message.key;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.delta = value;
                                else
                                    delete message.delta;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.adjustedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.adjustedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for AdjustmentRefused
                 * @function getTypeUrl
                 * @memberof orderflow.inventory.v1.AdjustmentRefused
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                AdjustmentRefused.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.inventory.v1.AdjustmentRefused";
                };

                return AdjustmentRefused;
            })();

            return v1;
        })();

        return inventory;
    })();

    orderflow.order = (function() {

        /**
         * Namespace order.
         * @memberof orderflow
         * @namespace
         */
        const order = {};

        order.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof orderflow.order
             * @namespace
             */
            const v1 = {};

            v1.OrderItem = (function() {

                /**
                 * Properties of an OrderItem.
                 * @typedef {Object} orderflow.order.v1.OrderItem.$Properties
                 * @property {string} [sku] OrderItem sku
                 * @property {number} [quantity] OrderItem quantity
                 * @property {orderflow.common.v1.Money.$Properties} [unitPrice] OrderItem unitPrice
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderItem.
                 * @memberof orderflow.order.v1
                 * @interface IOrderItem
                 * @augments orderflow.order.v1.OrderItem.$Properties
                 * @deprecated Use orderflow.order.v1.OrderItem.$Properties instead.
                 */

                /**
                 * Shape of an OrderItem.
                 * @typedef {orderflow.order.v1.OrderItem.$Properties} orderflow.order.v1.OrderItem.$Shape
                 */

                /**
                 * Constructs a new OrderItem.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderItem.
                 * @constructor
                 * @param {orderflow.order.v1.OrderItem.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderItem = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderItem sku.
                 * @member {string} sku
                 * @memberof orderflow.order.v1.OrderItem
                 * @instance
                 */
                OrderItem.prototype.sku = "";

                /**
                 * OrderItem quantity.
                 * @member {number} quantity
                 * @memberof orderflow.order.v1.OrderItem
                 * @instance
                 */
                OrderItem.prototype.quantity = 0;

                /**
                 * OrderItem unitPrice.
                 * @member {orderflow.common.v1.Money} unitPrice
                 * @memberof orderflow.order.v1.OrderItem
                 * @instance
                 */
                OrderItem.prototype.unitPrice = null;

                /**
                 * Creates a new OrderItem instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderItem
                 * @static
                 * @param {orderflow.order.v1.OrderItem.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderItem} OrderItem instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderItem.$Shape): orderflow.order.v1.OrderItem & orderflow.order.v1.OrderItem.$Shape;
                 *   (properties?: orderflow.order.v1.OrderItem.$Properties): orderflow.order.v1.OrderItem;
                 * }}
                 */
                OrderItem.create = function(properties) {
                    return new OrderItem(properties);
                };

                /**
                 * Encodes the specified OrderItem message. Does not implicitly {@link orderflow.order.v1.OrderItem.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderItem
                 * @static
                 * @param {orderflow.order.v1.OrderItem.$Properties} message OrderItem message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderItem.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.sku);
                    if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.quantity);
                    if (message.unitPrice != null && $Object.hasOwnProperty.call(message, "unitPrice"))
                        $root.orderflow.common.v1.Money.encode(message.unitPrice, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderItem message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderItem
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderItem & orderflow.order.v1.OrderItem.$Shape} OrderItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderItem.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderItem();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.quantity = value;
                                else
                                    delete message.quantity;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.unitPrice = $root.orderflow.common.v1.Money.decode(reader, reader.size(), $undefined, _depth + 1, message.unitPrice);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderItem
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderItem
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderItem.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderItem";
                };

                return OrderItem;
            })();

            v1.OrderCreated = (function() {

                /**
                 * Properties of an OrderCreated.
                 * @typedef {Object} orderflow.order.v1.OrderCreated.$Properties
                 * @property {string} [orderId] OrderCreated orderId
                 * @property {string} [customerId] OrderCreated customerId
                 * @property {Array.<orderflow.order.v1.OrderItem.$Properties>} [items] OrderCreated items
                 * @property {orderflow.common.v1.Money.$Properties} [totalAmount] OrderCreated totalAmount
                 * @property {string} [paymentToken] OrderCreated paymentToken
                 * @property {Uint8Array} [fingerprint] OrderCreated fingerprint
                 * @property {google.protobuf.Timestamp.$Properties} [createdAt] OrderCreated createdAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderCreated.
                 * @memberof orderflow.order.v1
                 * @interface IOrderCreated
                 * @augments orderflow.order.v1.OrderCreated.$Properties
                 * @deprecated Use orderflow.order.v1.OrderCreated.$Properties instead.
                 */

                /**
                 * Shape of an OrderCreated.
                 * @typedef {orderflow.order.v1.OrderCreated.$Properties} orderflow.order.v1.OrderCreated.$Shape
                 */

                /**
                 * Constructs a new OrderCreated.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderCreated.
                 * @constructor
                 * @param {orderflow.order.v1.OrderCreated.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderCreated = function (properties) {
                    this.items = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderCreated orderId.
                 * @member {string} orderId
                 * @memberof orderflow.order.v1.OrderCreated
                 * @instance
                 */
                OrderCreated.prototype.orderId = "";

                /**
                 * OrderCreated customerId.
                 * @member {string} customerId
                 * @memberof orderflow.order.v1.OrderCreated
                 * @instance
                 */
                OrderCreated.prototype.customerId = "";

                /**
                 * OrderCreated items.
                 * @member {Array.<orderflow.order.v1.OrderItem>} items
                 * @memberof orderflow.order.v1.OrderCreated
                 * @instance
                 */
                OrderCreated.prototype.items = $util.emptyArray;

                /**
                 * OrderCreated totalAmount.
                 * @member {orderflow.common.v1.Money} totalAmount
                 * @memberof orderflow.order.v1.OrderCreated
                 * @instance
                 */
                OrderCreated.prototype.totalAmount = null;

                /**
                 * OrderCreated paymentToken.
                 * @member {string} paymentToken
                 * @memberof orderflow.order.v1.OrderCreated
                 * @instance
                 */
                OrderCreated.prototype.paymentToken = "";

                /**
                 * OrderCreated fingerprint.
                 * @member {Uint8Array} fingerprint
                 * @memberof orderflow.order.v1.OrderCreated
                 * @instance
                 */
                OrderCreated.prototype.fingerprint = $util.newBuffer([]);

                /**
                 * OrderCreated createdAt.
                 * @member {google.protobuf.Timestamp} createdAt
                 * @memberof orderflow.order.v1.OrderCreated
                 * @instance
                 */
                OrderCreated.prototype.createdAt = null;

                /**
                 * Creates a new OrderCreated instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderCreated
                 * @static
                 * @param {orderflow.order.v1.OrderCreated.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderCreated} OrderCreated instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderCreated.$Shape): orderflow.order.v1.OrderCreated & orderflow.order.v1.OrderCreated.$Shape;
                 *   (properties?: orderflow.order.v1.OrderCreated.$Properties): orderflow.order.v1.OrderCreated;
                 * }}
                 */
                OrderCreated.create = function(properties) {
                    return new OrderCreated(properties);
                };

                /**
                 * Encodes the specified OrderCreated message. Does not implicitly {@link orderflow.order.v1.OrderCreated.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderCreated
                 * @static
                 * @param {orderflow.order.v1.OrderCreated.$Properties} message OrderCreated message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderCreated.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.customerId != null && $Object.hasOwnProperty.call(message, "customerId") && message.customerId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.customerId);
                    if (message.items != null && message.items.length)
                        for (let i = 0; i < message.items.length; ++i)
                            $root.orderflow.order.v1.OrderItem.encode(message.items[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.totalAmount != null && $Object.hasOwnProperty.call(message, "totalAmount"))
                        $root.orderflow.common.v1.Money.encode(message.totalAmount, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.paymentToken != null && $Object.hasOwnProperty.call(message, "paymentToken") && message.paymentToken !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.paymentToken);
                    if (message.fingerprint != null && $Object.hasOwnProperty.call(message, "fingerprint") && message.fingerprint.length)
                        writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.fingerprint);
                    if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt"))
                        $root.google.protobuf.Timestamp.encode(message.createdAt, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderCreated message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderCreated
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderCreated & orderflow.order.v1.OrderCreated.$Shape} OrderCreated
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderCreated.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderCreated();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.customerId = value;
                                else
                                    delete message.customerId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.items && message.items.length))
                                    message.items = [];
                                message.items.push($root.orderflow.order.v1.OrderItem.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.totalAmount = $root.orderflow.common.v1.Money.decode(reader, reader.size(), $undefined, _depth + 1, message.totalAmount);
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.paymentToken = value;
                                else
                                    delete message.paymentToken;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.fingerprint = value;
                                else
                                    delete message.fingerprint;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.createdAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.createdAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderCreated
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderCreated
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderCreated.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderCreated";
                };

                return OrderCreated;
            })();

            v1.OrderPaymentRequested = (function() {

                /**
                 * Properties of an OrderPaymentRequested.
                 * @typedef {Object} orderflow.order.v1.OrderPaymentRequested.$Properties
                 * @property {string} [orderId] OrderPaymentRequested orderId
                 * @property {orderflow.common.v1.Money.$Properties} [amount] OrderPaymentRequested amount
                 * @property {string} [paymentToken] OrderPaymentRequested paymentToken
                 * @property {google.protobuf.Timestamp.$Properties} [requestedAt] OrderPaymentRequested requestedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderPaymentRequested.
                 * @memberof orderflow.order.v1
                 * @interface IOrderPaymentRequested
                 * @augments orderflow.order.v1.OrderPaymentRequested.$Properties
                 * @deprecated Use orderflow.order.v1.OrderPaymentRequested.$Properties instead.
                 */

                /**
                 * Shape of an OrderPaymentRequested.
                 * @typedef {orderflow.order.v1.OrderPaymentRequested.$Properties} orderflow.order.v1.OrderPaymentRequested.$Shape
                 */

                /**
                 * Constructs a new OrderPaymentRequested.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderPaymentRequested.
                 * @constructor
                 * @param {orderflow.order.v1.OrderPaymentRequested.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderPaymentRequested = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderPaymentRequested orderId.
                 * @member {string} orderId
                 * @memberof orderflow.order.v1.OrderPaymentRequested
                 * @instance
                 */
                OrderPaymentRequested.prototype.orderId = "";

                /**
                 * OrderPaymentRequested amount.
                 * @member {orderflow.common.v1.Money} amount
                 * @memberof orderflow.order.v1.OrderPaymentRequested
                 * @instance
                 */
                OrderPaymentRequested.prototype.amount = null;

                /**
                 * OrderPaymentRequested paymentToken.
                 * @member {string} paymentToken
                 * @memberof orderflow.order.v1.OrderPaymentRequested
                 * @instance
                 */
                OrderPaymentRequested.prototype.paymentToken = "";

                /**
                 * OrderPaymentRequested requestedAt.
                 * @member {google.protobuf.Timestamp} requestedAt
                 * @memberof orderflow.order.v1.OrderPaymentRequested
                 * @instance
                 */
                OrderPaymentRequested.prototype.requestedAt = null;

                /**
                 * Creates a new OrderPaymentRequested instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderPaymentRequested
                 * @static
                 * @param {orderflow.order.v1.OrderPaymentRequested.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderPaymentRequested} OrderPaymentRequested instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderPaymentRequested.$Shape): orderflow.order.v1.OrderPaymentRequested & orderflow.order.v1.OrderPaymentRequested.$Shape;
                 *   (properties?: orderflow.order.v1.OrderPaymentRequested.$Properties): orderflow.order.v1.OrderPaymentRequested;
                 * }}
                 */
                OrderPaymentRequested.create = function(properties) {
                    return new OrderPaymentRequested(properties);
                };

                /**
                 * Encodes the specified OrderPaymentRequested message. Does not implicitly {@link orderflow.order.v1.OrderPaymentRequested.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderPaymentRequested
                 * @static
                 * @param {orderflow.order.v1.OrderPaymentRequested.$Properties} message OrderPaymentRequested message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderPaymentRequested.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.amount != null && $Object.hasOwnProperty.call(message, "amount"))
                        $root.orderflow.common.v1.Money.encode(message.amount, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.paymentToken != null && $Object.hasOwnProperty.call(message, "paymentToken") && message.paymentToken !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.paymentToken);
                    if (message.requestedAt != null && $Object.hasOwnProperty.call(message, "requestedAt"))
                        $root.google.protobuf.Timestamp.encode(message.requestedAt, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderPaymentRequested message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderPaymentRequested
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderPaymentRequested & orderflow.order.v1.OrderPaymentRequested.$Shape} OrderPaymentRequested
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderPaymentRequested.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderPaymentRequested();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.amount = $root.orderflow.common.v1.Money.decode(reader, reader.size(), $undefined, _depth + 1, message.amount);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.paymentToken = value;
                                else
                                    delete message.paymentToken;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.requestedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.requestedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderPaymentRequested
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderPaymentRequested
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderPaymentRequested.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderPaymentRequested";
                };

                return OrderPaymentRequested;
            })();

            v1.OrderConfirmed = (function() {

                /**
                 * Properties of an OrderConfirmed.
                 * @typedef {Object} orderflow.order.v1.OrderConfirmed.$Properties
                 * @property {string} [orderId] OrderConfirmed orderId
                 * @property {string} [paymentId] OrderConfirmed paymentId
                 * @property {google.protobuf.Timestamp.$Properties} [confirmedAt] OrderConfirmed confirmedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderConfirmed.
                 * @memberof orderflow.order.v1
                 * @interface IOrderConfirmed
                 * @augments orderflow.order.v1.OrderConfirmed.$Properties
                 * @deprecated Use orderflow.order.v1.OrderConfirmed.$Properties instead.
                 */

                /**
                 * Shape of an OrderConfirmed.
                 * @typedef {orderflow.order.v1.OrderConfirmed.$Properties} orderflow.order.v1.OrderConfirmed.$Shape
                 */

                /**
                 * Constructs a new OrderConfirmed.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderConfirmed.
                 * @constructor
                 * @param {orderflow.order.v1.OrderConfirmed.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderConfirmed = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderConfirmed orderId.
                 * @member {string} orderId
                 * @memberof orderflow.order.v1.OrderConfirmed
                 * @instance
                 */
                OrderConfirmed.prototype.orderId = "";

                /**
                 * OrderConfirmed paymentId.
                 * @member {string} paymentId
                 * @memberof orderflow.order.v1.OrderConfirmed
                 * @instance
                 */
                OrderConfirmed.prototype.paymentId = "";

                /**
                 * OrderConfirmed confirmedAt.
                 * @member {google.protobuf.Timestamp} confirmedAt
                 * @memberof orderflow.order.v1.OrderConfirmed
                 * @instance
                 */
                OrderConfirmed.prototype.confirmedAt = null;

                /**
                 * Creates a new OrderConfirmed instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderConfirmed
                 * @static
                 * @param {orderflow.order.v1.OrderConfirmed.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderConfirmed} OrderConfirmed instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderConfirmed.$Shape): orderflow.order.v1.OrderConfirmed & orderflow.order.v1.OrderConfirmed.$Shape;
                 *   (properties?: orderflow.order.v1.OrderConfirmed.$Properties): orderflow.order.v1.OrderConfirmed;
                 * }}
                 */
                OrderConfirmed.create = function(properties) {
                    return new OrderConfirmed(properties);
                };

                /**
                 * Encodes the specified OrderConfirmed message. Does not implicitly {@link orderflow.order.v1.OrderConfirmed.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderConfirmed
                 * @static
                 * @param {orderflow.order.v1.OrderConfirmed.$Properties} message OrderConfirmed message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderConfirmed.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.paymentId != null && $Object.hasOwnProperty.call(message, "paymentId") && message.paymentId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.paymentId);
                    if (message.confirmedAt != null && $Object.hasOwnProperty.call(message, "confirmedAt"))
                        $root.google.protobuf.Timestamp.encode(message.confirmedAt, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderConfirmed message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderConfirmed
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderConfirmed & orderflow.order.v1.OrderConfirmed.$Shape} OrderConfirmed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderConfirmed.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderConfirmed();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.paymentId = value;
                                else
                                    delete message.paymentId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.confirmedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.confirmedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderConfirmed
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderConfirmed
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderConfirmed.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderConfirmed";
                };

                return OrderConfirmed;
            })();

            /**
             * CancelReason enum.
             * @name orderflow.order.v1.CancelReason
             * @enum {number}
             * @property {number} CANCEL_REASON_UNSPECIFIED=0 CANCEL_REASON_UNSPECIFIED value
             * @property {number} CANCEL_REASON_CUSTOMER_REQUEST=1 CANCEL_REASON_CUSTOMER_REQUEST value
             * @property {number} CANCEL_REASON_PAYMENT_DECLINED=2 CANCEL_REASON_PAYMENT_DECLINED value
             * @property {number} CANCEL_REASON_DEADLINE_PASSED=3 CANCEL_REASON_DEADLINE_PASSED value
             * @property {number} CANCEL_REASON_CONFLICTING_DUPLICATE=4 CANCEL_REASON_CONFLICTING_DUPLICATE value
             */
            v1.CancelReason = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "CANCEL_REASON_UNSPECIFIED"] = 0;
                values[valuesById[1] = "CANCEL_REASON_CUSTOMER_REQUEST"] = 1;
                values[valuesById[2] = "CANCEL_REASON_PAYMENT_DECLINED"] = 2;
                values[valuesById[3] = "CANCEL_REASON_DEADLINE_PASSED"] = 3;
                values[valuesById[4] = "CANCEL_REASON_CONFLICTING_DUPLICATE"] = 4;
                return values;
            })();

            v1.OrderCancelled = (function() {

                /**
                 * Properties of an OrderCancelled.
                 * @typedef {Object} orderflow.order.v1.OrderCancelled.$Properties
                 * @property {string} [orderId] OrderCancelled orderId
                 * @property {orderflow.order.v1.CancelReason} [reason] OrderCancelled reason
                 * @property {string} [detail] OrderCancelled detail
                 * @property {google.protobuf.Timestamp.$Properties} [cancelledAt] OrderCancelled cancelledAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderCancelled.
                 * @memberof orderflow.order.v1
                 * @interface IOrderCancelled
                 * @augments orderflow.order.v1.OrderCancelled.$Properties
                 * @deprecated Use orderflow.order.v1.OrderCancelled.$Properties instead.
                 */

                /**
                 * Shape of an OrderCancelled.
                 * @typedef {orderflow.order.v1.OrderCancelled.$Properties} orderflow.order.v1.OrderCancelled.$Shape
                 */

                /**
                 * Constructs a new OrderCancelled.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderCancelled.
                 * @constructor
                 * @param {orderflow.order.v1.OrderCancelled.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderCancelled = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderCancelled orderId.
                 * @member {string} orderId
                 * @memberof orderflow.order.v1.OrderCancelled
                 * @instance
                 */
                OrderCancelled.prototype.orderId = "";

                /**
                 * OrderCancelled reason.
                 * @member {orderflow.order.v1.CancelReason} reason
                 * @memberof orderflow.order.v1.OrderCancelled
                 * @instance
                 */
                OrderCancelled.prototype.reason = 0;

                /**
                 * OrderCancelled detail.
                 * @member {string} detail
                 * @memberof orderflow.order.v1.OrderCancelled
                 * @instance
                 */
                OrderCancelled.prototype.detail = "";

                /**
                 * OrderCancelled cancelledAt.
                 * @member {google.protobuf.Timestamp} cancelledAt
                 * @memberof orderflow.order.v1.OrderCancelled
                 * @instance
                 */
                OrderCancelled.prototype.cancelledAt = null;

                /**
                 * Creates a new OrderCancelled instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderCancelled
                 * @static
                 * @param {orderflow.order.v1.OrderCancelled.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderCancelled} OrderCancelled instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderCancelled.$Shape): orderflow.order.v1.OrderCancelled & orderflow.order.v1.OrderCancelled.$Shape;
                 *   (properties?: orderflow.order.v1.OrderCancelled.$Properties): orderflow.order.v1.OrderCancelled;
                 * }}
                 */
                OrderCancelled.create = function(properties) {
                    return new OrderCancelled(properties);
                };

                /**
                 * Encodes the specified OrderCancelled message. Does not implicitly {@link orderflow.order.v1.OrderCancelled.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderCancelled
                 * @static
                 * @param {orderflow.order.v1.OrderCancelled.$Properties} message OrderCancelled message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderCancelled.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).int32(message.reason);
                    if (message.detail != null && $Object.hasOwnProperty.call(message, "detail") && message.detail !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.detail);
                    if (message.cancelledAt != null && $Object.hasOwnProperty.call(message, "cancelledAt"))
                        $root.google.protobuf.Timestamp.encode(message.cancelledAt, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderCancelled message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderCancelled
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderCancelled & orderflow.order.v1.OrderCancelled.$Shape} OrderCancelled
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderCancelled.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderCancelled();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.detail = value;
                                else
                                    delete message.detail;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.cancelledAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.cancelledAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderCancelled
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderCancelled
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderCancelled.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderCancelled";
                };

                return OrderCancelled;
            })();

            v1.OrderRejected = (function() {

                /**
                 * Properties of an OrderRejected.
                 * @typedef {Object} orderflow.order.v1.OrderRejected.$Properties
                 * @property {string} [orderId] OrderRejected orderId
                 * @property {string} [reason] OrderRejected reason
                 * @property {google.protobuf.Timestamp.$Properties} [rejectedAt] OrderRejected rejectedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderRejected.
                 * @memberof orderflow.order.v1
                 * @interface IOrderRejected
                 * @augments orderflow.order.v1.OrderRejected.$Properties
                 * @deprecated Use orderflow.order.v1.OrderRejected.$Properties instead.
                 */

                /**
                 * Shape of an OrderRejected.
                 * @typedef {orderflow.order.v1.OrderRejected.$Properties} orderflow.order.v1.OrderRejected.$Shape
                 */

                /**
                 * Constructs a new OrderRejected.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderRejected.
                 * @constructor
                 * @param {orderflow.order.v1.OrderRejected.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderRejected = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderRejected orderId.
                 * @member {string} orderId
                 * @memberof orderflow.order.v1.OrderRejected
                 * @instance
                 */
                OrderRejected.prototype.orderId = "";

                /**
                 * OrderRejected reason.
                 * @member {string} reason
                 * @memberof orderflow.order.v1.OrderRejected
                 * @instance
                 */
                OrderRejected.prototype.reason = "";

                /**
                 * OrderRejected rejectedAt.
                 * @member {google.protobuf.Timestamp} rejectedAt
                 * @memberof orderflow.order.v1.OrderRejected
                 * @instance
                 */
                OrderRejected.prototype.rejectedAt = null;

                /**
                 * Creates a new OrderRejected instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderRejected
                 * @static
                 * @param {orderflow.order.v1.OrderRejected.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderRejected} OrderRejected instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderRejected.$Shape): orderflow.order.v1.OrderRejected & orderflow.order.v1.OrderRejected.$Shape;
                 *   (properties?: orderflow.order.v1.OrderRejected.$Properties): orderflow.order.v1.OrderRejected;
                 * }}
                 */
                OrderRejected.create = function(properties) {
                    return new OrderRejected(properties);
                };

                /**
                 * Encodes the specified OrderRejected message. Does not implicitly {@link orderflow.order.v1.OrderRejected.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderRejected
                 * @static
                 * @param {orderflow.order.v1.OrderRejected.$Properties} message OrderRejected message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderRejected.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                    if (message.rejectedAt != null && $Object.hasOwnProperty.call(message, "rejectedAt"))
                        $root.google.protobuf.Timestamp.encode(message.rejectedAt, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderRejected message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderRejected
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderRejected & orderflow.order.v1.OrderRejected.$Shape} OrderRejected
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderRejected.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderRejected();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.rejectedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.rejectedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderRejected
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderRejected
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderRejected.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderRejected";
                };

                return OrderRejected;
            })();

            v1.OrderRefundRequested = (function() {

                /**
                 * Properties of an OrderRefundRequested.
                 * @typedef {Object} orderflow.order.v1.OrderRefundRequested.$Properties
                 * @property {string} [orderId] OrderRefundRequested orderId
                 * @property {string} [paymentId] OrderRefundRequested paymentId
                 * @property {orderflow.common.v1.Money.$Properties} [amount] OrderRefundRequested amount
                 * @property {google.protobuf.Timestamp.$Properties} [requestedAt] OrderRefundRequested requestedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderRefundRequested.
                 * @memberof orderflow.order.v1
                 * @interface IOrderRefundRequested
                 * @augments orderflow.order.v1.OrderRefundRequested.$Properties
                 * @deprecated Use orderflow.order.v1.OrderRefundRequested.$Properties instead.
                 */

                /**
                 * Shape of an OrderRefundRequested.
                 * @typedef {orderflow.order.v1.OrderRefundRequested.$Properties} orderflow.order.v1.OrderRefundRequested.$Shape
                 */

                /**
                 * Constructs a new OrderRefundRequested.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderRefundRequested.
                 * @constructor
                 * @param {orderflow.order.v1.OrderRefundRequested.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderRefundRequested = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderRefundRequested orderId.
                 * @member {string} orderId
                 * @memberof orderflow.order.v1.OrderRefundRequested
                 * @instance
                 */
                OrderRefundRequested.prototype.orderId = "";

                /**
                 * OrderRefundRequested paymentId.
                 * @member {string} paymentId
                 * @memberof orderflow.order.v1.OrderRefundRequested
                 * @instance
                 */
                OrderRefundRequested.prototype.paymentId = "";

                /**
                 * OrderRefundRequested amount.
                 * @member {orderflow.common.v1.Money} amount
                 * @memberof orderflow.order.v1.OrderRefundRequested
                 * @instance
                 */
                OrderRefundRequested.prototype.amount = null;

                /**
                 * OrderRefundRequested requestedAt.
                 * @member {google.protobuf.Timestamp} requestedAt
                 * @memberof orderflow.order.v1.OrderRefundRequested
                 * @instance
                 */
                OrderRefundRequested.prototype.requestedAt = null;

                /**
                 * Creates a new OrderRefundRequested instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderRefundRequested
                 * @static
                 * @param {orderflow.order.v1.OrderRefundRequested.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderRefundRequested} OrderRefundRequested instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderRefundRequested.$Shape): orderflow.order.v1.OrderRefundRequested & orderflow.order.v1.OrderRefundRequested.$Shape;
                 *   (properties?: orderflow.order.v1.OrderRefundRequested.$Properties): orderflow.order.v1.OrderRefundRequested;
                 * }}
                 */
                OrderRefundRequested.create = function(properties) {
                    return new OrderRefundRequested(properties);
                };

                /**
                 * Encodes the specified OrderRefundRequested message. Does not implicitly {@link orderflow.order.v1.OrderRefundRequested.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderRefundRequested
                 * @static
                 * @param {orderflow.order.v1.OrderRefundRequested.$Properties} message OrderRefundRequested message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderRefundRequested.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.paymentId != null && $Object.hasOwnProperty.call(message, "paymentId") && message.paymentId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.paymentId);
                    if (message.amount != null && $Object.hasOwnProperty.call(message, "amount"))
                        $root.orderflow.common.v1.Money.encode(message.amount, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.requestedAt != null && $Object.hasOwnProperty.call(message, "requestedAt"))
                        $root.google.protobuf.Timestamp.encode(message.requestedAt, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderRefundRequested message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderRefundRequested
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderRefundRequested & orderflow.order.v1.OrderRefundRequested.$Shape} OrderRefundRequested
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderRefundRequested.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderRefundRequested();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.paymentId = value;
                                else
                                    delete message.paymentId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.amount = $root.orderflow.common.v1.Money.decode(reader, reader.size(), $undefined, _depth + 1, message.amount);
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.requestedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.requestedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderRefundRequested
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderRefundRequested
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderRefundRequested.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderRefundRequested";
                };

                return OrderRefundRequested;
            })();

            v1.OrderCancelRequested = (function() {

                /**
                 * Properties of an OrderCancelRequested.
                 * @typedef {Object} orderflow.order.v1.OrderCancelRequested.$Properties
                 * @property {string} [orderId] OrderCancelRequested orderId
                 * @property {google.protobuf.Timestamp.$Properties} [requestedAt] OrderCancelRequested requestedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderCancelRequested.
                 * @memberof orderflow.order.v1
                 * @interface IOrderCancelRequested
                 * @augments orderflow.order.v1.OrderCancelRequested.$Properties
                 * @deprecated Use orderflow.order.v1.OrderCancelRequested.$Properties instead.
                 */

                /**
                 * Shape of an OrderCancelRequested.
                 * @typedef {orderflow.order.v1.OrderCancelRequested.$Properties} orderflow.order.v1.OrderCancelRequested.$Shape
                 */

                /**
                 * Constructs a new OrderCancelRequested.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderCancelRequested.
                 * @constructor
                 * @param {orderflow.order.v1.OrderCancelRequested.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderCancelRequested = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderCancelRequested orderId.
                 * @member {string} orderId
                 * @memberof orderflow.order.v1.OrderCancelRequested
                 * @instance
                 */
                OrderCancelRequested.prototype.orderId = "";

                /**
                 * OrderCancelRequested requestedAt.
                 * @member {google.protobuf.Timestamp} requestedAt
                 * @memberof orderflow.order.v1.OrderCancelRequested
                 * @instance
                 */
                OrderCancelRequested.prototype.requestedAt = null;

                /**
                 * Creates a new OrderCancelRequested instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderCancelRequested
                 * @static
                 * @param {orderflow.order.v1.OrderCancelRequested.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderCancelRequested} OrderCancelRequested instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderCancelRequested.$Shape): orderflow.order.v1.OrderCancelRequested & orderflow.order.v1.OrderCancelRequested.$Shape;
                 *   (properties?: orderflow.order.v1.OrderCancelRequested.$Properties): orderflow.order.v1.OrderCancelRequested;
                 * }}
                 */
                OrderCancelRequested.create = function(properties) {
                    return new OrderCancelRequested(properties);
                };

                /**
                 * Encodes the specified OrderCancelRequested message. Does not implicitly {@link orderflow.order.v1.OrderCancelRequested.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderCancelRequested
                 * @static
                 * @param {orderflow.order.v1.OrderCancelRequested.$Properties} message OrderCancelRequested message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderCancelRequested.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.requestedAt != null && $Object.hasOwnProperty.call(message, "requestedAt"))
                        $root.google.protobuf.Timestamp.encode(message.requestedAt, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderCancelRequested message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderCancelRequested
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderCancelRequested & orderflow.order.v1.OrderCancelRequested.$Shape} OrderCancelRequested
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderCancelRequested.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderCancelRequested();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.requestedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.requestedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderCancelRequested
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderCancelRequested
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderCancelRequested.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderCancelRequested";
                };

                return OrderCancelRequested;
            })();

            v1.OrderDeadlinePassed = (function() {

                /**
                 * Properties of an OrderDeadlinePassed.
                 * @typedef {Object} orderflow.order.v1.OrderDeadlinePassed.$Properties
                 * @property {string} [orderId] OrderDeadlinePassed orderId
                 * @property {google.protobuf.Timestamp.$Properties} [passedAt] OrderDeadlinePassed passedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OrderDeadlinePassed.
                 * @memberof orderflow.order.v1
                 * @interface IOrderDeadlinePassed
                 * @augments orderflow.order.v1.OrderDeadlinePassed.$Properties
                 * @deprecated Use orderflow.order.v1.OrderDeadlinePassed.$Properties instead.
                 */

                /**
                 * Shape of an OrderDeadlinePassed.
                 * @typedef {orderflow.order.v1.OrderDeadlinePassed.$Properties} orderflow.order.v1.OrderDeadlinePassed.$Shape
                 */

                /**
                 * Constructs a new OrderDeadlinePassed.
                 * @memberof orderflow.order.v1
                 * @classdesc Represents an OrderDeadlinePassed.
                 * @constructor
                 * @param {orderflow.order.v1.OrderDeadlinePassed.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OrderDeadlinePassed = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OrderDeadlinePassed orderId.
                 * @member {string} orderId
                 * @memberof orderflow.order.v1.OrderDeadlinePassed
                 * @instance
                 */
                OrderDeadlinePassed.prototype.orderId = "";

                /**
                 * OrderDeadlinePassed passedAt.
                 * @member {google.protobuf.Timestamp} passedAt
                 * @memberof orderflow.order.v1.OrderDeadlinePassed
                 * @instance
                 */
                OrderDeadlinePassed.prototype.passedAt = null;

                /**
                 * Creates a new OrderDeadlinePassed instance using the specified properties.
                 * @function create
                 * @memberof orderflow.order.v1.OrderDeadlinePassed
                 * @static
                 * @param {orderflow.order.v1.OrderDeadlinePassed.$Properties=} [properties] Properties to set
                 * @returns {orderflow.order.v1.OrderDeadlinePassed} OrderDeadlinePassed instance
                 * @type {{
                 *   (properties: orderflow.order.v1.OrderDeadlinePassed.$Shape): orderflow.order.v1.OrderDeadlinePassed & orderflow.order.v1.OrderDeadlinePassed.$Shape;
                 *   (properties?: orderflow.order.v1.OrderDeadlinePassed.$Properties): orderflow.order.v1.OrderDeadlinePassed;
                 * }}
                 */
                OrderDeadlinePassed.create = function(properties) {
                    return new OrderDeadlinePassed(properties);
                };

                /**
                 * Encodes the specified OrderDeadlinePassed message. Does not implicitly {@link orderflow.order.v1.OrderDeadlinePassed.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.order.v1.OrderDeadlinePassed
                 * @static
                 * @param {orderflow.order.v1.OrderDeadlinePassed.$Properties} message OrderDeadlinePassed message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OrderDeadlinePassed.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.passedAt != null && $Object.hasOwnProperty.call(message, "passedAt"))
                        $root.google.protobuf.Timestamp.encode(message.passedAt, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OrderDeadlinePassed message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.order.v1.OrderDeadlinePassed
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderDeadlinePassed & orderflow.order.v1.OrderDeadlinePassed.$Shape} OrderDeadlinePassed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OrderDeadlinePassed.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.order.v1.OrderDeadlinePassed();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.passedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.passedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for OrderDeadlinePassed
                 * @function getTypeUrl
                 * @memberof orderflow.order.v1.OrderDeadlinePassed
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OrderDeadlinePassed.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.order.v1.OrderDeadlinePassed";
                };

                return OrderDeadlinePassed;
            })();

            return v1;
        })();

        return order;
    })();

    orderflow.payment = (function() {

        /**
         * Namespace payment.
         * @memberof orderflow
         * @namespace
         */
        const payment = {};

        payment.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof orderflow.payment
             * @namespace
             */
            const v1 = {};

            /**
             * PaymentStatus enum.
             * @name orderflow.payment.v1.PaymentStatus
             * @enum {number}
             * @property {number} PAYMENT_STATUS_UNSPECIFIED=0 PAYMENT_STATUS_UNSPECIFIED value
             * @property {number} PAYMENT_STATUS_APPROVED=1 PAYMENT_STATUS_APPROVED value
             * @property {number} PAYMENT_STATUS_DECLINED=2 PAYMENT_STATUS_DECLINED value
             */
            v1.PaymentStatus = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "PAYMENT_STATUS_UNSPECIFIED"] = 0;
                values[valuesById[1] = "PAYMENT_STATUS_APPROVED"] = 1;
                values[valuesById[2] = "PAYMENT_STATUS_DECLINED"] = 2;
                return values;
            })();

            v1.PaymentProcessed = (function() {

                /**
                 * Properties of a PaymentProcessed.
                 * @typedef {Object} orderflow.payment.v1.PaymentProcessed.$Properties
                 * @property {string} [orderId] PaymentProcessed orderId
                 * @property {string} [paymentId] PaymentProcessed paymentId
                 * @property {orderflow.payment.v1.PaymentStatus} [status] PaymentProcessed status
                 * @property {orderflow.common.v1.Money.$Properties} [amount] PaymentProcessed amount
                 * @property {string} [reason] PaymentProcessed reason
                 * @property {google.protobuf.Timestamp.$Properties} [processedAt] PaymentProcessed processedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PaymentProcessed.
                 * @memberof orderflow.payment.v1
                 * @interface IPaymentProcessed
                 * @augments orderflow.payment.v1.PaymentProcessed.$Properties
                 * @deprecated Use orderflow.payment.v1.PaymentProcessed.$Properties instead.
                 */

                /**
                 * Shape of a PaymentProcessed.
                 * @typedef {orderflow.payment.v1.PaymentProcessed.$Properties} orderflow.payment.v1.PaymentProcessed.$Shape
                 */

                /**
                 * Constructs a new PaymentProcessed.
                 * @memberof orderflow.payment.v1
                 * @classdesc Represents a PaymentProcessed.
                 * @constructor
                 * @param {orderflow.payment.v1.PaymentProcessed.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PaymentProcessed = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PaymentProcessed orderId.
                 * @member {string} orderId
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @instance
                 */
                PaymentProcessed.prototype.orderId = "";

                /**
                 * PaymentProcessed paymentId.
                 * @member {string} paymentId
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @instance
                 */
                PaymentProcessed.prototype.paymentId = "";

                /**
                 * PaymentProcessed status.
                 * @member {orderflow.payment.v1.PaymentStatus} status
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @instance
                 */
                PaymentProcessed.prototype.status = 0;

                /**
                 * PaymentProcessed amount.
                 * @member {orderflow.common.v1.Money} amount
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @instance
                 */
                PaymentProcessed.prototype.amount = null;

                /**
                 * PaymentProcessed reason.
                 * @member {string} reason
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @instance
                 */
                PaymentProcessed.prototype.reason = "";

                /**
                 * PaymentProcessed processedAt.
                 * @member {google.protobuf.Timestamp} processedAt
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @instance
                 */
                PaymentProcessed.prototype.processedAt = null;

                /**
                 * Creates a new PaymentProcessed instance using the specified properties.
                 * @function create
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @static
                 * @param {orderflow.payment.v1.PaymentProcessed.$Properties=} [properties] Properties to set
                 * @returns {orderflow.payment.v1.PaymentProcessed} PaymentProcessed instance
                 * @type {{
                 *   (properties: orderflow.payment.v1.PaymentProcessed.$Shape): orderflow.payment.v1.PaymentProcessed & orderflow.payment.v1.PaymentProcessed.$Shape;
                 *   (properties?: orderflow.payment.v1.PaymentProcessed.$Properties): orderflow.payment.v1.PaymentProcessed;
                 * }}
                 */
                PaymentProcessed.create = function(properties) {
                    return new PaymentProcessed(properties);
                };

                /**
                 * Encodes the specified PaymentProcessed message. Does not implicitly {@link orderflow.payment.v1.PaymentProcessed.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @static
                 * @param {orderflow.payment.v1.PaymentProcessed.$Properties} message PaymentProcessed message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PaymentProcessed.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.paymentId != null && $Object.hasOwnProperty.call(message, "paymentId") && message.paymentId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.paymentId);
                    if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.status);
                    if (message.amount != null && $Object.hasOwnProperty.call(message, "amount"))
                        $root.orderflow.common.v1.Money.encode(message.amount, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.reason);
                    if (message.processedAt != null && $Object.hasOwnProperty.call(message, "processedAt"))
                        $root.google.protobuf.Timestamp.encode(message.processedAt, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PaymentProcessed message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.payment.v1.PaymentProcessed & orderflow.payment.v1.PaymentProcessed.$Shape} PaymentProcessed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PaymentProcessed.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.payment.v1.PaymentProcessed();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.paymentId = value;
                                else
                                    delete message.paymentId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.status = value;
                                else
                                    delete message.status;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.amount = $root.orderflow.common.v1.Money.decode(reader, reader.size(), $undefined, _depth + 1, message.amount);
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.processedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.processedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for PaymentProcessed
                 * @function getTypeUrl
                 * @memberof orderflow.payment.v1.PaymentProcessed
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                PaymentProcessed.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.payment.v1.PaymentProcessed";
                };

                return PaymentProcessed;
            })();

            v1.PaymentRefunded = (function() {

                /**
                 * Properties of a PaymentRefunded.
                 * @typedef {Object} orderflow.payment.v1.PaymentRefunded.$Properties
                 * @property {string} [orderId] PaymentRefunded orderId
                 * @property {string} [paymentId] PaymentRefunded paymentId
                 * @property {string} [refundId] PaymentRefunded refundId
                 * @property {orderflow.common.v1.Money.$Properties} [amount] PaymentRefunded amount
                 * @property {google.protobuf.Timestamp.$Properties} [refundedAt] PaymentRefunded refundedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PaymentRefunded.
                 * @memberof orderflow.payment.v1
                 * @interface IPaymentRefunded
                 * @augments orderflow.payment.v1.PaymentRefunded.$Properties
                 * @deprecated Use orderflow.payment.v1.PaymentRefunded.$Properties instead.
                 */

                /**
                 * Shape of a PaymentRefunded.
                 * @typedef {orderflow.payment.v1.PaymentRefunded.$Properties} orderflow.payment.v1.PaymentRefunded.$Shape
                 */

                /**
                 * Constructs a new PaymentRefunded.
                 * @memberof orderflow.payment.v1
                 * @classdesc Represents a PaymentRefunded.
                 * @constructor
                 * @param {orderflow.payment.v1.PaymentRefunded.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PaymentRefunded = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PaymentRefunded orderId.
                 * @member {string} orderId
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @instance
                 */
                PaymentRefunded.prototype.orderId = "";

                /**
                 * PaymentRefunded paymentId.
                 * @member {string} paymentId
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @instance
                 */
                PaymentRefunded.prototype.paymentId = "";

                /**
                 * PaymentRefunded refundId.
                 * @member {string} refundId
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @instance
                 */
                PaymentRefunded.prototype.refundId = "";

                /**
                 * PaymentRefunded amount.
                 * @member {orderflow.common.v1.Money} amount
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @instance
                 */
                PaymentRefunded.prototype.amount = null;

                /**
                 * PaymentRefunded refundedAt.
                 * @member {google.protobuf.Timestamp} refundedAt
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @instance
                 */
                PaymentRefunded.prototype.refundedAt = null;

                /**
                 * Creates a new PaymentRefunded instance using the specified properties.
                 * @function create
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @static
                 * @param {orderflow.payment.v1.PaymentRefunded.$Properties=} [properties] Properties to set
                 * @returns {orderflow.payment.v1.PaymentRefunded} PaymentRefunded instance
                 * @type {{
                 *   (properties: orderflow.payment.v1.PaymentRefunded.$Shape): orderflow.payment.v1.PaymentRefunded & orderflow.payment.v1.PaymentRefunded.$Shape;
                 *   (properties?: orderflow.payment.v1.PaymentRefunded.$Properties): orderflow.payment.v1.PaymentRefunded;
                 * }}
                 */
                PaymentRefunded.create = function(properties) {
                    return new PaymentRefunded(properties);
                };

                /**
                 * Encodes the specified PaymentRefunded message. Does not implicitly {@link orderflow.payment.v1.PaymentRefunded.verify|verify} messages.
                 * @function encode
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @static
                 * @param {orderflow.payment.v1.PaymentRefunded.$Properties} message PaymentRefunded message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PaymentRefunded.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.orderId);
                    if (message.paymentId != null && $Object.hasOwnProperty.call(message, "paymentId") && message.paymentId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.paymentId);
                    if (message.refundId != null && $Object.hasOwnProperty.call(message, "refundId") && message.refundId !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.refundId);
                    if (message.amount != null && $Object.hasOwnProperty.call(message, "amount"))
                        $root.orderflow.common.v1.Money.encode(message.amount, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.refundedAt != null && $Object.hasOwnProperty.call(message, "refundedAt"))
                        $root.google.protobuf.Timestamp.encode(message.refundedAt, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PaymentRefunded message from the specified reader or buffer.
                 * @function decode
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {orderflow.payment.v1.PaymentRefunded & orderflow.payment.v1.PaymentRefunded.$Shape} PaymentRefunded
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PaymentRefunded.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.orderflow.payment.v1.PaymentRefunded();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.orderId = value;
                                else
                                    delete message.orderId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.paymentId = value;
                                else
                                    delete message.paymentId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.refundId = value;
                                else
                                    delete message.refundId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.amount = $root.orderflow.common.v1.Money.decode(reader, reader.size(), $undefined, _depth + 1, message.amount);
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.refundedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.refundedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Gets the type url for PaymentRefunded
                 * @function getTypeUrl
                 * @memberof orderflow.payment.v1.PaymentRefunded
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                PaymentRefunded.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/orderflow.payment.v1.PaymentRefunded";
                };

                return PaymentRefunded;
            })();

            return v1;
        })();

        return payment;
    })();

    return orderflow;
})();

export const google = $root.google = (() => {

    /**
     * Namespace google.
     * @exports google
     * @namespace
     */
    const google = {};

    google.protobuf = (function() {

        /**
         * Namespace protobuf.
         * @memberof google
         * @namespace
         */
        const protobuf = {};

        protobuf.Timestamp = (function() {

            /**
             * Properties of a Timestamp.
             * @typedef {Object} google.protobuf.Timestamp.$Properties
             * @property {Long} [seconds] Timestamp seconds
             * @property {number} [nanos] Timestamp nanos
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Timestamp.
             * @memberof google.protobuf
             * @interface ITimestamp
             * @augments google.protobuf.Timestamp.$Properties
             * @deprecated Use google.protobuf.Timestamp.$Properties instead.
             */

            /**
             * Shape of a Timestamp.
             * @typedef {google.protobuf.Timestamp.$Properties} google.protobuf.Timestamp.$Shape
             */

            /**
             * Constructs a new Timestamp.
             * @memberof google.protobuf
             * @classdesc Represents a Timestamp.
             * @constructor
             * @param {google.protobuf.Timestamp.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Timestamp = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Timestamp seconds.
             * @member {Long} seconds
             * @memberof google.protobuf.Timestamp
             * @instance
             */
            Timestamp.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Timestamp nanos.
             * @member {number} nanos
             * @memberof google.protobuf.Timestamp
             * @instance
             */
            Timestamp.prototype.nanos = 0;

            /**
             * Creates a new Timestamp instance using the specified properties.
             * @function create
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {google.protobuf.Timestamp.$Properties=} [properties] Properties to set
             * @returns {google.protobuf.Timestamp} Timestamp instance
             * @type {{
             *   (properties: google.protobuf.Timestamp.$Shape): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;
             *   (properties?: google.protobuf.Timestamp.$Properties): google.protobuf.Timestamp;
             * }}
             */
            Timestamp.create = function(properties) {
                return new Timestamp(properties);
            };

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @function encode
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {google.protobuf.Timestamp.$Properties} message Timestamp message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Timestamp.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.seconds);
                if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.nanos);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @function decode
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Timestamp.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.Timestamp();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.seconds = value;
                            else
                                delete message.seconds;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.nanos = value;
                            else
                                delete message.nanos;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Timestamp
             * @function getTypeUrl
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Timestamp.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/google.protobuf.Timestamp";
            };

            return Timestamp;
        })();

        return protobuf;
    })();

    return google;
})();

export {
  $root as default
};

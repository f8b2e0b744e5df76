import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace orderflow. */
export namespace orderflow {

    /** Namespace common. */
    namespace common {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Money.
             * @deprecated Use orderflow.common.v1.Money.$Properties instead.
             */
            interface IMoney extends orderflow.common.v1.Money.$Properties {
            }

            /** Represents a Money. */
            class Money {

                /**
                 * Constructs a new Money.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.common.v1.Money.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Money amount. */
                amount: Long;

                /** Money currency. */
                currency: string;

                /**
                 * Creates a new Money instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Money instance
                 */
                static create(properties: orderflow.common.v1.Money.$Shape): orderflow.common.v1.Money & orderflow.common.v1.Money.$Shape;
                static create(properties?: orderflow.common.v1.Money.$Properties): orderflow.common.v1.Money;

                /**
                 * Encodes the specified Money message. Does not implicitly {@link orderflow.common.v1.Money.verify|verify} messages.
                 * @param message Money message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.common.v1.Money.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Money message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.common.v1.Money & orderflow.common.v1.Money.$Shape} Money
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.common.v1.Money & orderflow.common.v1.Money.$Shape;

                /**
                 * Gets the type url for Money
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Money {

                /** Properties of a Money. */
                interface $Properties {

                    /** Money amount */
                    amount?: Long;

                    /** Money currency */
                    currency?: string;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Money. */
                type $Shape = orderflow.common.v1.Money.$Properties;
            }

            /**
             * Properties of a Line.
             * @deprecated Use orderflow.common.v1.Line.$Properties instead.
             */
            interface ILine extends orderflow.common.v1.Line.$Properties {
            }

            /** Represents a Line. */
            class Line {

                /**
                 * Constructs a new Line.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.common.v1.Line.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Line sku. */
                sku: string;

                /** Line quantity. */
                quantity: number;

                /**
                 * Creates a new Line instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns Line instance
                 */
                static create(properties: orderflow.common.v1.Line.$Shape): orderflow.common.v1.Line & orderflow.common.v1.Line.$Shape;
                static create(properties?: orderflow.common.v1.Line.$Properties): orderflow.common.v1.Line;

                /**
                 * Encodes the specified Line message. Does not implicitly {@link orderflow.common.v1.Line.verify|verify} messages.
                 * @param message Line message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.common.v1.Line.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Line message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.common.v1.Line & orderflow.common.v1.Line.$Shape} Line
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.common.v1.Line & orderflow.common.v1.Line.$Shape;

                /**
                 * Gets the type url for Line
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace Line {

                /** Properties of a Line. */
                interface $Properties {

                    /** Line sku */
                    sku?: string;

                    /** Line quantity */
                    quantity?: number;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Line. */
                type $Shape = orderflow.common.v1.Line.$Properties;
            }
        }
    }

    /** Namespace inventory. */
    namespace inventory {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an InventoryReserved.
             * @deprecated Use orderflow.inventory.v1.InventoryReserved.$Properties instead.
             */
            interface IInventoryReserved extends orderflow.inventory.v1.InventoryReserved.$Properties {
            }

            /** Represents an InventoryReserved. */
            class InventoryReserved {

                /**
                 * Constructs a new InventoryReserved.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.inventory.v1.InventoryReserved.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** InventoryReserved orderId. */
                orderId: string;

                /** InventoryReserved fingerprint. */
                fingerprint: Uint8Array;

                /** InventoryReserved reservedAt. */
                reservedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new InventoryReserved instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns InventoryReserved instance
                 */
                static create(properties: orderflow.inventory.v1.InventoryReserved.$Shape): orderflow.inventory.v1.InventoryReserved & orderflow.inventory.v1.InventoryReserved.$Shape;
                static create(properties?: orderflow.inventory.v1.InventoryReserved.$Properties): orderflow.inventory.v1.InventoryReserved;

                /**
                 * Encodes the specified InventoryReserved message. Does not implicitly {@link orderflow.inventory.v1.InventoryReserved.verify|verify} messages.
                 * @param message InventoryReserved message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.inventory.v1.InventoryReserved.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an InventoryReserved message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.inventory.v1.InventoryReserved & orderflow.inventory.v1.InventoryReserved.$Shape} InventoryReserved
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.inventory.v1.InventoryReserved & orderflow.inventory.v1.InventoryReserved.$Shape;

                /**
                 * Gets the type url for InventoryReserved
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace InventoryReserved {

                /** Properties of an InventoryReserved. */
                interface $Properties {

                    /** InventoryReserved orderId */
                    orderId?: string;

                    /** InventoryReserved fingerprint */
                    fingerprint?: Uint8Array;

                    /** InventoryReserved reservedAt */
                    reservedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an InventoryReserved. */
                type $Shape = orderflow.inventory.v1.InventoryReserved.$Properties;
            }

            /**
             * Properties of an InventoryRejected.
             * @deprecated Use orderflow.inventory.v1.InventoryRejected.$Properties instead.
             */
            interface IInventoryRejected extends orderflow.inventory.v1.InventoryRejected.$Properties {
            }

            /** Represents an InventoryRejected. */
            class InventoryRejected {

                /**
                 * Constructs a new InventoryRejected.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.inventory.v1.InventoryRejected.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** InventoryRejected orderId. */
                orderId: string;

                /** InventoryRejected fingerprint. */
                fingerprint: Uint8Array;

                /** InventoryRejected short. */
                short: orderflow.common.v1.Line[];

                /** InventoryRejected rejectedAt. */
                rejectedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new InventoryRejected instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns InventoryRejected instance
                 */
                static create(properties: orderflow.inventory.v1.InventoryRejected.$Shape): orderflow.inventory.v1.InventoryRejected & orderflow.inventory.v1.InventoryRejected.$Shape;
                static create(properties?: orderflow.inventory.v1.InventoryRejected.$Properties): orderflow.inventory.v1.InventoryRejected;

                /**
                 * Encodes the specified InventoryRejected message. Does not implicitly {@link orderflow.inventory.v1.InventoryRejected.verify|verify} messages.
                 * @param message InventoryRejected message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.inventory.v1.InventoryRejected.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an InventoryRejected message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.inventory.v1.InventoryRejected & orderflow.inventory.v1.InventoryRejected.$Shape} InventoryRejected
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.inventory.v1.InventoryRejected & orderflow.inventory.v1.InventoryRejected.$Shape;

                /**
                 * Gets the type url for InventoryRejected
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace InventoryRejected {

                /** Properties of an InventoryRejected. */
                interface $Properties {

                    /** InventoryRejected orderId */
                    orderId?: string;

                    /** InventoryRejected fingerprint */
                    fingerprint?: Uint8Array;

                    /** InventoryRejected short */
                    short?: orderflow.common.v1.Line.$Properties[];

                    /** InventoryRejected rejectedAt */
                    rejectedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an InventoryRejected. */
                type $Shape = orderflow.inventory.v1.InventoryRejected.$Properties;
            }

            /**
             * Properties of a StockAdjusted.
             * @deprecated Use orderflow.inventory.v1.StockAdjusted.$Properties instead.
             */
            interface IStockAdjusted extends orderflow.inventory.v1.StockAdjusted.$Properties {
            }

            /** Represents a StockAdjusted. */
            class StockAdjusted {

                /**
                 * Constructs a new StockAdjusted.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.inventory.v1.StockAdjusted.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StockAdjusted sku. */
                sku: string;

                /** StockAdjusted key. */
                key: string;

                /** StockAdjusted delta. */
                delta: Long;

                /** StockAdjusted reason. */
                reason: string;

                /** StockAdjusted adjustedAt. */
                adjustedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new StockAdjusted instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns StockAdjusted instance
                 */
                static create(properties: orderflow.inventory.v1.StockAdjusted.$Shape): orderflow.inventory.v1.StockAdjusted & orderflow.inventory.v1.StockAdjusted.$Shape;
                static create(properties?: orderflow.inventory.v1.StockAdjusted.$Properties): orderflow.inventory.v1.StockAdjusted;

                /**
                 * Encodes the specified StockAdjusted message. Does not implicitly {@link orderflow.inventory.v1.StockAdjusted.verify|verify} messages.
                 * @param message StockAdjusted message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.inventory.v1.StockAdjusted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StockAdjusted message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.inventory.v1.StockAdjusted & orderflow.inventory.v1.StockAdjusted.$Shape} StockAdjusted
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.inventory.v1.StockAdjusted & orderflow.inventory.v1.StockAdjusted.$Shape;

                /**
                 * Gets the type url for StockAdjusted
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace StockAdjusted {

                /** Properties of a StockAdjusted. */
                interface $Properties {

                    /** StockAdjusted sku */
                    sku?: string;

                    /** StockAdjusted key */
                    key?: string;

                    /** StockAdjusted delta */
                    delta?: Long;

                    /** StockAdjusted reason */
                    reason?: string;

                    /** StockAdjusted adjustedAt */
                    adjustedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StockAdjusted. */
                type $Shape = orderflow.inventory.v1.StockAdjusted.$Properties;
            }

            /**
             * Properties of an AdjustmentRefused.
             * @deprecated Use orderflow.inventory.v1.AdjustmentRefused.$Properties instead.
             */
            interface IAdjustmentRefused extends orderflow.inventory.v1.AdjustmentRefused.$Properties {
            }

            /** Represents an AdjustmentRefused. */
            class AdjustmentRefused {

                /**
                 * Constructs a new AdjustmentRefused.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.inventory.v1.AdjustmentRefused.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AdjustmentRefused sku. */
                sku: string;

                /** AdjustmentRefused key. */
                key: string;

                /** AdjustmentRefused delta. */
                delta: Long;

                /** AdjustmentRefused adjustedAt. */
                adjustedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new AdjustmentRefused instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns AdjustmentRefused instance
                 */
                static create(properties: orderflow.inventory.v1.AdjustmentRefused.$Shape): orderflow.inventory.v1.AdjustmentRefused & orderflow.inventory.v1.AdjustmentRefused.$Shape;
                static create(properties?: orderflow.inventory.v1.AdjustmentRefused.$Properties): orderflow.inventory.v1.AdjustmentRefused;

                /**
                 * Encodes the specified AdjustmentRefused message. Does not implicitly {@link orderflow.inventory.v1.AdjustmentRefused.verify|verify} messages.
                 * @param message AdjustmentRefused message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.inventory.v1.AdjustmentRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AdjustmentRefused message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.inventory.v1.AdjustmentRefused & orderflow.inventory.v1.AdjustmentRefused.$Shape} AdjustmentRefused
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.inventory.v1.AdjustmentRefused & orderflow.inventory.v1.AdjustmentRefused.$Shape;

                /**
                 * Gets the type url for AdjustmentRefused
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace AdjustmentRefused {

                /** Properties of an AdjustmentRefused. */
                interface $Properties {

                    /** AdjustmentRefused sku */
                    sku?: string;

                    /** AdjustmentRefused key */
                    key?: string;

                    /** AdjustmentRefused delta */
                    delta?: Long;

                    /** AdjustmentRefused adjustedAt */
                    adjustedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AdjustmentRefused. */
                type $Shape = orderflow.inventory.v1.AdjustmentRefused.$Properties;
            }
        }
    }

    /** Namespace order. */
    namespace order {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an OrderItem.
             * @deprecated Use orderflow.order.v1.OrderItem.$Properties instead.
             */
            interface IOrderItem extends orderflow.order.v1.OrderItem.$Properties {
            }

            /** Represents an OrderItem. */
            class OrderItem {

                /**
                 * Constructs a new OrderItem.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderItem.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderItem sku. */
                sku: string;

                /** OrderItem quantity. */
                quantity: number;

                /** OrderItem unitPrice. */
                unitPrice: orderflow.common.v1.Money;

                /**
                 * Creates a new OrderItem instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderItem instance
                 */
                static create(properties: orderflow.order.v1.OrderItem.$Shape): orderflow.order.v1.OrderItem & orderflow.order.v1.OrderItem.$Shape;
                static create(properties?: orderflow.order.v1.OrderItem.$Properties): orderflow.order.v1.OrderItem;

                /**
                 * Encodes the specified OrderItem message. Does not implicitly {@link orderflow.order.v1.OrderItem.verify|verify} messages.
                 * @param message OrderItem message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderItem message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderItem & orderflow.order.v1.OrderItem.$Shape} OrderItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderItem & orderflow.order.v1.OrderItem.$Shape;

                /**
                 * Gets the type url for OrderItem
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderItem {

                /** Properties of an OrderItem. */
                interface $Properties {

                    /** OrderItem sku */
                    sku?: string;

                    /** OrderItem quantity */
                    quantity?: number;

                    /** OrderItem unitPrice */
                    unitPrice?: orderflow.common.v1.Money.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderItem. */
                type $Shape = orderflow.order.v1.OrderItem.$Properties;
            }

            /**
             * Properties of an OrderCreated.
             * @deprecated Use orderflow.order.v1.OrderCreated.$Properties instead.
             */
            interface IOrderCreated extends orderflow.order.v1.OrderCreated.$Properties {
            }

            /** Represents an OrderCreated. */
            class OrderCreated {

                /**
                 * Constructs a new OrderCreated.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderCreated.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderCreated orderId. */
                orderId: string;

                /** OrderCreated customerId. */
                customerId: string;

                /** OrderCreated items. */
                items: orderflow.order.v1.OrderItem[];

                /** OrderCreated totalAmount. */
                totalAmount: orderflow.common.v1.Money;

                /** OrderCreated paymentToken. */
                paymentToken: string;

                /** OrderCreated fingerprint. */
                fingerprint: Uint8Array;

                /** OrderCreated createdAt. */
                createdAt: google.protobuf.Timestamp;

                /**
                 * Creates a new OrderCreated instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderCreated instance
                 */
                static create(properties: orderflow.order.v1.OrderCreated.$Shape): orderflow.order.v1.OrderCreated & orderflow.order.v1.OrderCreated.$Shape;
                static create(properties?: orderflow.order.v1.OrderCreated.$Properties): orderflow.order.v1.OrderCreated;

                /**
                 * Encodes the specified OrderCreated message. Does not implicitly {@link orderflow.order.v1.OrderCreated.verify|verify} messages.
                 * @param message OrderCreated message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderCreated.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderCreated message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderCreated & orderflow.order.v1.OrderCreated.$Shape} OrderCreated
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderCreated & orderflow.order.v1.OrderCreated.$Shape;

                /**
                 * Gets the type url for OrderCreated
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderCreated {

                /** Properties of an OrderCreated. */
                interface $Properties {

                    /** OrderCreated orderId */
                    orderId?: string;

                    /** OrderCreated customerId */
                    customerId?: string;

                    /** OrderCreated items */
                    items?: orderflow.order.v1.OrderItem.$Properties[];

                    /** OrderCreated totalAmount */
                    totalAmount?: orderflow.common.v1.Money.$Properties;

                    /** OrderCreated paymentToken */
                    paymentToken?: string;

                    /** OrderCreated fingerprint */
                    fingerprint?: Uint8Array;

                    /** OrderCreated createdAt */
                    createdAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderCreated. */
                type $Shape = orderflow.order.v1.OrderCreated.$Properties;
            }

            /**
             * Properties of an OrderPaymentRequested.
             * @deprecated Use orderflow.order.v1.OrderPaymentRequested.$Properties instead.
             */
            interface IOrderPaymentRequested extends orderflow.order.v1.OrderPaymentRequested.$Properties {
            }

            /** Represents an OrderPaymentRequested. */
            class OrderPaymentRequested {

                /**
                 * Constructs a new OrderPaymentRequested.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderPaymentRequested.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderPaymentRequested orderId. */
                orderId: string;

                /** OrderPaymentRequested amount. */
                amount: orderflow.common.v1.Money;

                /** OrderPaymentRequested paymentToken. */
                paymentToken: string;

                /** OrderPaymentRequested requestedAt. */
                requestedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new OrderPaymentRequested instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderPaymentRequested instance
                 */
                static create(properties: orderflow.order.v1.OrderPaymentRequested.$Shape): orderflow.order.v1.OrderPaymentRequested & orderflow.order.v1.OrderPaymentRequested.$Shape;
                static create(properties?: orderflow.order.v1.OrderPaymentRequested.$Properties): orderflow.order.v1.OrderPaymentRequested;

                /**
                 * Encodes the specified OrderPaymentRequested message. Does not implicitly {@link orderflow.order.v1.OrderPaymentRequested.verify|verify} messages.
                 * @param message OrderPaymentRequested message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderPaymentRequested.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderPaymentRequested message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderPaymentRequested & orderflow.order.v1.OrderPaymentRequested.$Shape} OrderPaymentRequested
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderPaymentRequested & orderflow.order.v1.OrderPaymentRequested.$Shape;

                /**
                 * Gets the type url for OrderPaymentRequested
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderPaymentRequested {

                /** Properties of an OrderPaymentRequested. */
                interface $Properties {

                    /** OrderPaymentRequested orderId */
                    orderId?: string;

                    /** OrderPaymentRequested amount */
                    amount?: orderflow.common.v1.Money.$Properties;

                    /** OrderPaymentRequested paymentToken */
                    paymentToken?: string;

                    /** OrderPaymentRequested requestedAt */
                    requestedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderPaymentRequested. */
                type $Shape = orderflow.order.v1.OrderPaymentRequested.$Properties;
            }

            /**
             * Properties of an OrderConfirmed.
             * @deprecated Use orderflow.order.v1.OrderConfirmed.$Properties instead.
             */
            interface IOrderConfirmed extends orderflow.order.v1.OrderConfirmed.$Properties {
            }

            /** Represents an OrderConfirmed. */
            class OrderConfirmed {

                /**
                 * Constructs a new OrderConfirmed.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderConfirmed.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderConfirmed orderId. */
                orderId: string;

                /** OrderConfirmed paymentId. */
                paymentId: string;

                /** OrderConfirmed confirmedAt. */
                confirmedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new OrderConfirmed instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderConfirmed instance
                 */
                static create(properties: orderflow.order.v1.OrderConfirmed.$Shape): orderflow.order.v1.OrderConfirmed & orderflow.order.v1.OrderConfirmed.$Shape;
                static create(properties?: orderflow.order.v1.OrderConfirmed.$Properties): orderflow.order.v1.OrderConfirmed;

                /**
                 * Encodes the specified OrderConfirmed message. Does not implicitly {@link orderflow.order.v1.OrderConfirmed.verify|verify} messages.
                 * @param message OrderConfirmed message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderConfirmed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderConfirmed message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderConfirmed & orderflow.order.v1.OrderConfirmed.$Shape} OrderConfirmed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderConfirmed & orderflow.order.v1.OrderConfirmed.$Shape;

                /**
                 * Gets the type url for OrderConfirmed
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderConfirmed {

                /** Properties of an OrderConfirmed. */
                interface $Properties {

                    /** OrderConfirmed orderId */
                    orderId?: string;

                    /** OrderConfirmed paymentId */
                    paymentId?: string;

                    /** OrderConfirmed confirmedAt */
                    confirmedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderConfirmed. */
                type $Shape = orderflow.order.v1.OrderConfirmed.$Properties;
            }

            /** CancelReason enum. */
            enum CancelReason {

                /** CANCEL_REASON_UNSPECIFIED value */
                CANCEL_REASON_UNSPECIFIED = 0,

                /** CANCEL_REASON_CUSTOMER_REQUEST value */
                CANCEL_REASON_CUSTOMER_REQUEST = 1,

                /** CANCEL_REASON_PAYMENT_DECLINED value */
                CANCEL_REASON_PAYMENT_DECLINED = 2,

                /** CANCEL_REASON_DEADLINE_PASSED value */
                CANCEL_REASON_DEADLINE_PASSED = 3,

                /** CANCEL_REASON_CONFLICTING_DUPLICATE value */
                CANCEL_REASON_CONFLICTING_DUPLICATE = 4
            }

            /**
             * Properties of an OrderCancelled.
             * @deprecated Use orderflow.order.v1.OrderCancelled.$Properties instead.
             */
            interface IOrderCancelled extends orderflow.order.v1.OrderCancelled.$Properties {
            }

            /** Represents an OrderCancelled. */
            class OrderCancelled {

                /**
                 * Constructs a new OrderCancelled.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderCancelled.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderCancelled orderId. */
                orderId: string;

                /** OrderCancelled reason. */
                reason: orderflow.order.v1.CancelReason;

                /** OrderCancelled detail. */
                detail: string;

                /** OrderCancelled cancelledAt. */
                cancelledAt: google.protobuf.Timestamp;

                /**
                 * Creates a new OrderCancelled instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderCancelled instance
                 */
                static create(properties: orderflow.order.v1.OrderCancelled.$Shape): orderflow.order.v1.OrderCancelled & orderflow.order.v1.OrderCancelled.$Shape;
                static create(properties?: orderflow.order.v1.OrderCancelled.$Properties): orderflow.order.v1.OrderCancelled;

                /**
                 * Encodes the specified OrderCancelled message. Does not implicitly {@link orderflow.order.v1.OrderCancelled.verify|verify} messages.
                 * @param message OrderCancelled message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderCancelled.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderCancelled message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderCancelled & orderflow.order.v1.OrderCancelled.$Shape} OrderCancelled
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderCancelled & orderflow.order.v1.OrderCancelled.$Shape;

                /**
                 * Gets the type url for OrderCancelled
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderCancelled {

                /** Properties of an OrderCancelled. */
                interface $Properties {

                    /** OrderCancelled orderId */
                    orderId?: string;

                    /** OrderCancelled reason */
                    reason?: orderflow.order.v1.CancelReason;

                    /** OrderCancelled detail */
                    detail?: string;

                    /** OrderCancelled cancelledAt */
                    cancelledAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderCancelled. */
                type $Shape = orderflow.order.v1.OrderCancelled.$Properties;
            }

            /**
             * Properties of an OrderRejected.
             * @deprecated Use orderflow.order.v1.OrderRejected.$Properties instead.
             */
            interface IOrderRejected extends orderflow.order.v1.OrderRejected.$Properties {
            }

            /** Represents an OrderRejected. */
            class OrderRejected {

                /**
                 * Constructs a new OrderRejected.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderRejected.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderRejected orderId. */
                orderId: string;

                /** OrderRejected reason. */
                reason: string;

                /** OrderRejected rejectedAt. */
                rejectedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new OrderRejected instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderRejected instance
                 */
                static create(properties: orderflow.order.v1.OrderRejected.$Shape): orderflow.order.v1.OrderRejected & orderflow.order.v1.OrderRejected.$Shape;
                static create(properties?: orderflow.order.v1.OrderRejected.$Properties): orderflow.order.v1.OrderRejected;

                /**
                 * Encodes the specified OrderRejected message. Does not implicitly {@link orderflow.order.v1.OrderRejected.verify|verify} messages.
                 * @param message OrderRejected message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderRejected.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderRejected message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderRejected & orderflow.order.v1.OrderRejected.$Shape} OrderRejected
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderRejected & orderflow.order.v1.OrderRejected.$Shape;

                /**
                 * Gets the type url for OrderRejected
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderRejected {

                /** Properties of an OrderRejected. */
                interface $Properties {

                    /** OrderRejected orderId */
                    orderId?: string;

                    /** OrderRejected reason */
                    reason?: string;

                    /** OrderRejected rejectedAt */
                    rejectedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderRejected. */
                type $Shape = orderflow.order.v1.OrderRejected.$Properties;
            }

            /**
             * Properties of an OrderRefundRequested.
             * @deprecated Use orderflow.order.v1.OrderRefundRequested.$Properties instead.
             */
            interface IOrderRefundRequested extends orderflow.order.v1.OrderRefundRequested.$Properties {
            }

            /** Represents an OrderRefundRequested. */
            class OrderRefundRequested {

                /**
                 * Constructs a new OrderRefundRequested.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderRefundRequested.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderRefundRequested orderId. */
                orderId: string;

                /** OrderRefundRequested paymentId. */
                paymentId: string;

                /** OrderRefundRequested amount. */
                amount: orderflow.common.v1.Money;

                /** OrderRefundRequested requestedAt. */
                requestedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new OrderRefundRequested instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderRefundRequested instance
                 */
                static create(properties: orderflow.order.v1.OrderRefundRequested.$Shape): orderflow.order.v1.OrderRefundRequested & orderflow.order.v1.OrderRefundRequested.$Shape;
                static create(properties?: orderflow.order.v1.OrderRefundRequested.$Properties): orderflow.order.v1.OrderRefundRequested;

                /**
                 * Encodes the specified OrderRefundRequested message. Does not implicitly {@link orderflow.order.v1.OrderRefundRequested.verify|verify} messages.
                 * @param message OrderRefundRequested message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderRefundRequested.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderRefundRequested message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderRefundRequested & orderflow.order.v1.OrderRefundRequested.$Shape} OrderRefundRequested
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderRefundRequested & orderflow.order.v1.OrderRefundRequested.$Shape;

                /**
                 * Gets the type url for OrderRefundRequested
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderRefundRequested {

                /** Properties of an OrderRefundRequested. */
                interface $Properties {

                    /** OrderRefundRequested orderId */
                    orderId?: string;

                    /** OrderRefundRequested paymentId */
                    paymentId?: string;

                    /** OrderRefundRequested amount */
                    amount?: orderflow.common.v1.Money.$Properties;

                    /** OrderRefundRequested requestedAt */
                    requestedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderRefundRequested. */
                type $Shape = orderflow.order.v1.OrderRefundRequested.$Properties;
            }

            /**
             * Properties of an OrderCancelRequested.
             * @deprecated Use orderflow.order.v1.OrderCancelRequested.$Properties instead.
             */
            interface IOrderCancelRequested extends orderflow.order.v1.OrderCancelRequested.$Properties {
            }

            /** Represents an OrderCancelRequested. */
            class OrderCancelRequested {

                /**
                 * Constructs a new OrderCancelRequested.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderCancelRequested.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderCancelRequested orderId. */
                orderId: string;

                /** OrderCancelRequested requestedAt. */
                requestedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new OrderCancelRequested instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderCancelRequested instance
                 */
                static create(properties: orderflow.order.v1.OrderCancelRequested.$Shape): orderflow.order.v1.OrderCancelRequested & orderflow.order.v1.OrderCancelRequested.$Shape;
                static create(properties?: orderflow.order.v1.OrderCancelRequested.$Properties): orderflow.order.v1.OrderCancelRequested;

                /**
                 * Encodes the specified OrderCancelRequested message. Does not implicitly {@link orderflow.order.v1.OrderCancelRequested.verify|verify} messages.
                 * @param message OrderCancelRequested message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderCancelRequested.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderCancelRequested message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderCancelRequested & orderflow.order.v1.OrderCancelRequested.$Shape} OrderCancelRequested
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderCancelRequested & orderflow.order.v1.OrderCancelRequested.$Shape;

                /**
                 * Gets the type url for OrderCancelRequested
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderCancelRequested {

                /** Properties of an OrderCancelRequested. */
                interface $Properties {

                    /** OrderCancelRequested orderId */
                    orderId?: string;

                    /** OrderCancelRequested requestedAt */
                    requestedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderCancelRequested. */
                type $Shape = orderflow.order.v1.OrderCancelRequested.$Properties;
            }

            /**
             * Properties of an OrderDeadlinePassed.
             * @deprecated Use orderflow.order.v1.OrderDeadlinePassed.$Properties instead.
             */
            interface IOrderDeadlinePassed extends orderflow.order.v1.OrderDeadlinePassed.$Properties {
            }

            /** Represents an OrderDeadlinePassed. */
            class OrderDeadlinePassed {

                /**
                 * Constructs a new OrderDeadlinePassed.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.order.v1.OrderDeadlinePassed.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** OrderDeadlinePassed orderId. */
                orderId: string;

                /** OrderDeadlinePassed passedAt. */
                passedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new OrderDeadlinePassed instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns OrderDeadlinePassed instance
                 */
                static create(properties: orderflow.order.v1.OrderDeadlinePassed.$Shape): orderflow.order.v1.OrderDeadlinePassed & orderflow.order.v1.OrderDeadlinePassed.$Shape;
                static create(properties?: orderflow.order.v1.OrderDeadlinePassed.$Properties): orderflow.order.v1.OrderDeadlinePassed;

                /**
                 * Encodes the specified OrderDeadlinePassed message. Does not implicitly {@link orderflow.order.v1.OrderDeadlinePassed.verify|verify} messages.
                 * @param message OrderDeadlinePassed message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.order.v1.OrderDeadlinePassed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an OrderDeadlinePassed message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.order.v1.OrderDeadlinePassed & orderflow.order.v1.OrderDeadlinePassed.$Shape} OrderDeadlinePassed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.order.v1.OrderDeadlinePassed & orderflow.order.v1.OrderDeadlinePassed.$Shape;

                /**
                 * Gets the type url for OrderDeadlinePassed
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace OrderDeadlinePassed {

                /** Properties of an OrderDeadlinePassed. */
                interface $Properties {

                    /** OrderDeadlinePassed orderId */
                    orderId?: string;

                    /** OrderDeadlinePassed passedAt */
                    passedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an OrderDeadlinePassed. */
                type $Shape = orderflow.order.v1.OrderDeadlinePassed.$Properties;
            }
        }
    }

    /** Namespace payment. */
    namespace payment {

        /** Namespace v1. */
        namespace v1 {

            /** PaymentStatus enum. */
            enum PaymentStatus {

                /** PAYMENT_STATUS_UNSPECIFIED value */
                PAYMENT_STATUS_UNSPECIFIED = 0,

                /** PAYMENT_STATUS_APPROVED value */
                PAYMENT_STATUS_APPROVED = 1,

                /** PAYMENT_STATUS_DECLINED value */
                PAYMENT_STATUS_DECLINED = 2
            }

            /**
             * Properties of a PaymentProcessed.
             * @deprecated Use orderflow.payment.v1.PaymentProcessed.$Properties instead.
             */
            interface IPaymentProcessed extends orderflow.payment.v1.PaymentProcessed.$Properties {
            }

            /** Represents a PaymentProcessed. */
            class PaymentProcessed {

                /**
                 * Constructs a new PaymentProcessed.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.payment.v1.PaymentProcessed.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PaymentProcessed orderId. */
                orderId: string;

                /** PaymentProcessed paymentId. */
                paymentId: string;

                /** PaymentProcessed status. */
                status: orderflow.payment.v1.PaymentStatus;

                /** PaymentProcessed amount. */
                amount: orderflow.common.v1.Money;

                /** PaymentProcessed reason. */
                reason: string;

                /** PaymentProcessed processedAt. */
                processedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new PaymentProcessed instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PaymentProcessed instance
                 */
                static create(properties: orderflow.payment.v1.PaymentProcessed.$Shape): orderflow.payment.v1.PaymentProcessed & orderflow.payment.v1.PaymentProcessed.$Shape;
                static create(properties?: orderflow.payment.v1.PaymentProcessed.$Properties): orderflow.payment.v1.PaymentProcessed;

                /**
                 * Encodes the specified PaymentProcessed message. Does not implicitly {@link orderflow.payment.v1.PaymentProcessed.verify|verify} messages.
                 * @param message PaymentProcessed message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.payment.v1.PaymentProcessed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PaymentProcessed message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.payment.v1.PaymentProcessed & orderflow.payment.v1.PaymentProcessed.$Shape} PaymentProcessed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.payment.v1.PaymentProcessed & orderflow.payment.v1.PaymentProcessed.$Shape;

                /**
                 * Gets the type url for PaymentProcessed
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PaymentProcessed {

                /** Properties of a PaymentProcessed. */
                interface $Properties {

                    /** PaymentProcessed orderId */
                    orderId?: string;

                    /** PaymentProcessed paymentId */
                    paymentId?: string;

                    /** PaymentProcessed status */
                    status?: orderflow.payment.v1.PaymentStatus;

                    /** PaymentProcessed amount */
                    amount?: orderflow.common.v1.Money.$Properties;

                    /** PaymentProcessed reason */
                    reason?: string;

                    /** PaymentProcessed processedAt */
                    processedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PaymentProcessed. */
                type $Shape = orderflow.payment.v1.PaymentProcessed.$Properties;
            }

            /**
             * Properties of a PaymentRefunded.
             * @deprecated Use orderflow.payment.v1.PaymentRefunded.$Properties instead.
             */
            interface IPaymentRefunded extends orderflow.payment.v1.PaymentRefunded.$Properties {
            }

            /** Represents a PaymentRefunded. */
            class PaymentRefunded {

                /**
                 * Constructs a new PaymentRefunded.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: orderflow.payment.v1.PaymentRefunded.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PaymentRefunded orderId. */
                orderId: string;

                /** PaymentRefunded paymentId. */
                paymentId: string;

                /** PaymentRefunded refundId. */
                refundId: string;

                /** PaymentRefunded amount. */
                amount: orderflow.common.v1.Money;

                /** PaymentRefunded refundedAt. */
                refundedAt: google.protobuf.Timestamp;

                /**
                 * Creates a new PaymentRefunded instance using the specified properties.
                 * @param [properties] Properties to set
                 * @returns PaymentRefunded instance
                 */
                static create(properties: orderflow.payment.v1.PaymentRefunded.$Shape): orderflow.payment.v1.PaymentRefunded & orderflow.payment.v1.PaymentRefunded.$Shape;
                static create(properties?: orderflow.payment.v1.PaymentRefunded.$Properties): orderflow.payment.v1.PaymentRefunded;

                /**
                 * Encodes the specified PaymentRefunded message. Does not implicitly {@link orderflow.payment.v1.PaymentRefunded.verify|verify} messages.
                 * @param message PaymentRefunded message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: orderflow.payment.v1.PaymentRefunded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PaymentRefunded message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {orderflow.payment.v1.PaymentRefunded & orderflow.payment.v1.PaymentRefunded.$Shape} PaymentRefunded
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): orderflow.payment.v1.PaymentRefunded & orderflow.payment.v1.PaymentRefunded.$Shape;

                /**
                 * Gets the type url for PaymentRefunded
                 * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns The type url
                 */
                static getTypeUrl(prefix?: string): string;
            }

            namespace PaymentRefunded {

                /** Properties of a PaymentRefunded. */
                interface $Properties {

                    /** PaymentRefunded orderId */
                    orderId?: string;

                    /** PaymentRefunded paymentId */
                    paymentId?: string;

                    /** PaymentRefunded refundId */
                    refundId?: string;

                    /** PaymentRefunded amount */
                    amount?: orderflow.common.v1.Money.$Properties;

                    /** PaymentRefunded refundedAt */
                    refundedAt?: google.protobuf.Timestamp.$Properties;

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PaymentRefunded. */
                type $Shape = orderflow.payment.v1.PaymentRefunded.$Properties;
            }
        }
    }
}

/** Namespace google. */
export namespace google {

    /** Namespace protobuf. */
    namespace protobuf {

        /**
         * Properties of a Timestamp.
         * @deprecated Use google.protobuf.Timestamp.$Properties instead.
         */
        interface ITimestamp extends google.protobuf.Timestamp.$Properties {
        }

        /** Represents a Timestamp. */
        class Timestamp {

            /**
             * Constructs a new Timestamp.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Timestamp.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Timestamp seconds. */
            seconds: Long;

            /** Timestamp nanos. */
            nanos: number;

            /**
             * Creates a new Timestamp instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Timestamp instance
             */
            static create(properties: google.protobuf.Timestamp.$Shape): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;
            static create(properties?: google.protobuf.Timestamp.$Properties): google.protobuf.Timestamp;

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @param message Timestamp message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;

            /**
             * Gets the type url for Timestamp
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Timestamp {

            /** Properties of a Timestamp. */
            interface $Properties {

                /** Timestamp seconds */
                seconds?: Long;

                /** Timestamp nanos */
                nanos?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Timestamp. */
            type $Shape = google.protobuf.Timestamp.$Properties;
        }
    }
}

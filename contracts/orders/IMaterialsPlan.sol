// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";

/// @title What is needed, promised and in stock
/// @notice Buyers publish what they need and by when, suppliers promise quantities by a date at a price, warehouses
/// report what lies where. Whoever plans reads the same figures; whether a promise was kept follows from the deliveries
/// of orders, not from anybody's word.
/// @dev Who may do what:
/// - an organisation with the capability `buyer`: publish and withdraw its demand, call off promises made to it,
/// attribute deliveries to them;
/// - an organisation with the capability `supplier`: promise, reduce its promises;
/// - an organisation with the capability `logistics` or `appraiser`: report stock.
///
/// Quantities are thousandths of the article's unit, below 2^48; an article is known by the digest of its number (SKU),
/// a place by the digest of its name. Times are seconds UTC. Events carry the whole record, the contract keeps one word
/// of each.
interface IMaterialsPlan {
    /// @notice Demand as it is published.
    /// @param sku Digest of the article's number.
    /// @param site Digest of the place where it is needed.
    /// @param quantityMilli How much; more than 0.
    /// @param neededBy When at the latest; in the future.
    /// @param file Digest of the file in which buyer and article are described.
    struct DemandLine {
        bytes32 sku;
        bytes32 site;
        uint48 quantityMilli;
        uint40 neededBy;
        bytes32 file;
    }

    /// @notice A promise as it is made.
    /// @param demandId The demand for which it is.
    /// @param quantityMilli How much at most; more than 0.
    /// @param lotMilli It is sold in multiples of this; more than 0 and at most `quantityMilli`.
    /// @param promisedFor By when the goods arrive; in the future.
    /// @param unitPriceMinor Price of a unit in minor units of the token.
    /// @param token The money of the price.
    struct Offer {
        uint40 demandId;
        uint48 quantityMilli;
        uint48 lotMilli;
        uint40 promisedFor;
        uint64 unitPriceMinor;
        ISettlementToken token;
    }

    /// @notice What an order asks for of a promise.
    /// @param promiseId Which promise; made by the order's supplier to its buyer.
    /// @param quantityMilli How much of it, 0 to what is promised.
    struct Call {
        uint40 promiseId;
        uint48 quantityMilli;
    }

    /// @notice What is kept of a demand.
    /// @param buyer Whose it is.
    /// @param quantityMilli What is needed; zero once it is withdrawn.
    /// @param deliveredMilli What was attributed to it.
    /// @param neededBy When at the latest.
    struct Demand {
        OrgId buyer;
        uint48 quantityMilli;
        uint48 deliveredMilli;
        uint40 neededBy;
    }

    /// @notice What is kept of a promise.
    /// @param demandId The demand for which it is.
    /// @param supplier Whose it is.
    /// @param quantityMilli What is promised.
    /// @param keptMilli What was delivered in time.
    /// @param lateMilli What was delivered later.
    /// @param promisedFor By when.
    struct Promise {
        uint40 demandId;
        OrgId supplier;
        uint48 quantityMilli;
        uint48 keptMilli;
        uint48 lateMilli;
        uint40 promisedFor;
    }

    /// @notice The latest report of a stock.
    /// @param quantityMilli What lies there.
    /// @param countedAt When it was counted; zero if nothing was reported.
    struct Stock {
        uint48 quantityMilli;
        uint40 countedAt;
    }

    /// @notice Where a promise stands.
    /// @custom:value0 None There is no such promise.
    /// @custom:value1 Open Something is to be delivered and there is time.
    /// @custom:value2 Overdue Something is to be delivered and the time is over.
    /// @custom:value3 Kept Everything was delivered in time.
    /// @custom:value4 KeptLate Everything was delivered, something of it late.
    /// @custom:value5 Withdrawn The supplier reduced it to nothing before anything was delivered.
    enum PromiseStatus {
        None,
        Open,
        Overdue,
        Kept,
        KeptLate,
        Withdrawn
    }

    /// @notice A buyer published demand.
    event DemandPublished(uint40 indexed demandId, OrgId indexed buyer, bytes32 indexed sku, DemandLine line);
    /// @notice A buyer needs no more of it than was delivered.
    event DemandWithdrawn(uint40 indexed demandId, OrgId indexed buyer);
    /// @notice A supplier promised to deliver.
    event SupplyPromised(
        uint40 indexed promiseId,
        uint40 indexed demandId,
        OrgId indexed supplier,
        Offer offer
    );
    /// @notice A supplier reduced what it promised. `reason` is a digest of the grounds.
    event PromiseReduced(
        uint40 indexed promiseId,
        OrgId indexed supplier,
        uint48 quantityMilli,
        uint48 previousMilli,
        bytes32 reason
    );
    /// @notice A buyer ordered what was promised; of several events on one promise and order the last one counts.
    event PromiseCalledOff(uint40 indexed promiseId, uint256 indexed orderId, uint48 quantityMilli);
    /// @notice A delivery of an order kept a promise, in time or late.
    event DeliveryAttributed(
        uint40 indexed promiseId,
        uint256 indexed orderId,
        uint16 indexed delivery,
        uint48 quantityMilli,
        bool late
    );
    /// @notice A warehouse counted what it holds for an owner. `receipt` names the warehouse receipt; zero if there is none.
    event StockReported(
        OrgId indexed warehouse,
        OrgId indexed owner,
        bytes32 indexed sku,
        bytes32 site,
        uint48 quantityMilli,
        uint40 countedAt,
        bytes32 receipt
    );

    /// @notice A quantity of nothing, or more than there is.
    /// @custom:remedy Give 1 to `availableMilli` thousandths.
    error Plan_BadQuantity(uint48 quantityMilli, uint48 availableMilli);
    /// @notice The lot does not fit the quantity.
    /// @custom:remedy Give a lot from one thousandth to the quantity.
    error Plan_BadLot(uint48 lotMilli, uint48 quantityMilli);
    /// @notice What is needed or promised lies in the future; what was counted does not, and is newer than the last report.
    /// @custom:remedy Give a time from `earliest` to `latest`.
    error Plan_BadTime(uint40 time, uint40 earliest, uint40 latest);
    /// @notice An article, a place or a file has no digest.
    /// @custom:remedy Give all of them; `demand publish` computes the digests.
    error Plan_NoDigest();
    /// @notice There is no such demand, or it was withdrawn.
    /// @custom:remedy `demand list` shows what is open.
    error Plan_UnknownDemand(uint40 demandId);
    /// @notice There is no such promise.
    /// @custom:remedy `demand list` shows the promises.
    error Plan_UnknownPromise(uint40 promiseId);
    /// @notice The caller's organisation did not publish this demand, or did not make this promise.
    /// @custom:remedy Sign for the organisation whose it is.
    error Plan_NotYours(OrgId orgId, OrgId expected);
    /// @notice Nobody promises to itself.
    /// @custom:remedy Report own stock instead.
    error Plan_OwnDemand(uint40 demandId, OrgId orgId);
    /// @notice Stock is reported by an organisation that stores or appraises goods.
    /// @custom:remedy Let the warehouse report (capability logistics or appraiser).
    error Plan_NotAWarehouse(OrgId orgId);
    /// @notice Nothing of the delivery was received and accepted.
    /// @custom:remedy Name an inspected delivery; `order show` lists them.
    error Plan_NotDelivered(uint40 promiseId, uint256 orderId, uint16 delivery);
    /// @notice The order is not between buyer and supplier of the promise.
    /// @custom:remedy Name an order that was placed with the supplier that promised.
    error Plan_OtherOrder(uint40 promiseId, uint256 orderId);
    /// @notice This delivery was attributed to this promise before.
    /// @custom:remedy Nothing is left to do; each delivery counts once for a promise.
    error Plan_AttributedAlready(uint40 promiseId, uint256 orderId, uint16 delivery);

    /// @notice Publishes demand. An account of a buyer.
    function publishDemand(DemandLine calldata line) external returns (uint40 demandId);

    /// @notice Publishes many lines at once.
    /// @return first Number of the first; the others follow in order.
    function publishDemands(DemandLine[] calldata lines) external returns (uint40 first);

    /// @notice Says that no more is needed than was delivered. An account of the buyer.
    function withdrawDemand(uint40 demandId) external;

    /// @notice Promises to deliver. An account of a supplier.
    function promiseSupply(Offer calldata offer) external returns (uint40 promiseId);

    /// @notice Reduces a promise, to no less than was delivered. An account of the supplier.
    /// @param reason Digest of the grounds.
    function reducePromise(uint40 promiseId, uint48 quantityMilli, bytes32 reason) external;

    /// @notice Says of which promises an order asks how much, so that nobody plans with it twice: all at once, so that no
    /// order stands half called off. It binds nobody: the order does. An account of the buyer.
    function callOff(uint256 orderId, Call[] calldata calls) external;

    /// @notice Says that an inspected delivery of an order kept a promise. Whether in time is told by when the goods
    /// arrived. An account of the buyer.
    /// @param quantityMilli What of the delivery was accepted for it: 1 to what of the promise is open.
    function attribute(uint40 promiseId, uint256 orderId, uint16 delivery, uint48 quantityMilli) external;

    /// @notice Reports what a warehouse holds. An account of an organisation that stores or appraises goods.
    /// @param owner Whose goods they are.
    /// @param countedAt When they were counted; later than in the report before.
    /// @param receipt Names the warehouse receipt; zero if there is none.
    function reportStock(
        OrgId owner,
        bytes32 sku,
        bytes32 site,
        uint48 quantityMilli,
        uint40 countedAt,
        bytes32 receipt
    ) external;

    /// @notice How many demands were published; the last one's number.
    function demandCount() external view returns (uint40);

    /// @notice How many promises were made; the last one's number.
    function promiseCount() external view returns (uint40);

    /// @notice A demand; all zero if there is none.
    function demandOf(uint40 demandId) external view returns (Demand memory);

    /// @notice A promise; all zero if there is none.
    function promiseOf(uint40 promiseId) external view returns (Promise memory);

    /// @notice Where a promise stands now.
    function promiseStatusOf(uint40 promiseId) external view returns (PromiseStatus);

    /// @notice The latest report of a warehouse on the goods of an owner.
    function stockOf(
        OrgId warehouse,
        OrgId owner,
        bytes32 sku,
        bytes32 site
    ) external view returns (Stock memory);
}

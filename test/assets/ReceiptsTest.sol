// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IAssetClasses} from "../../contracts/assets/IAssetClasses.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IWarehouseReceipts} from "../../contracts/assets/IWarehouseReceipts.sol";
import {WarehouseReceipts} from "../../contracts/assets/WarehouseReceipts.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice The base of the tests of receipts: `WAREHOUSE` keeps ten tonnes in grams for `SUPPLIER`, `INSPECTOR` looks after
/// it, under class 2 (no money, three days to deliver, three tiers).
abstract contract ReceiptsTest is AssetsTest {
    uint256 internal constant WAREHOUSE = OPERATOR;
    uint256 internal constant INSPECTOR = ARBITER;
    uint96 internal constant QUANTITY = 10_000_000;
    /// @dev One percent.
    uint96 internal constant TOLERANCE = 100_000;
    uint40 internal constant STORAGE_UNTIL = OPENING + 180 days;
    uint32 internal constant DELIVERY = 3 days;
    uint40 internal constant PERIOD = 7 days;
    string internal constant SITE = "Meridian hall 3";
    bytes32 internal constant EVIDENCE = keccak256("weighing note, salted");

    WarehouseReceipts internal receipts;
    uint32 internal goodsClass;

    function foundReceipts() internal {
        foundAssets();
        admitTo(WAREHOUSE, Capabilities.LOGISTICS);
        admitTo(INSPECTOR, Capabilities.APPRAISER);
        receipts = WarehouseReceipts(
            deployed("WarehouseReceipts", abi.encode(registry, directory, assetClasses, claimRegistry))
        );
        enter("warehouseReceipts", address(receipts));
        goodsClass = release(WAREHOUSE, goodsRules());
        attest(INSPECTOR, STORAGE_UNTIL);
    }

    function goodsRules() internal pure returns (IAssetClasses.ClassRules memory) {
        return
            IAssetClasses.ClassRules({
                token: address(0),
                graceSeconds: DELIVERY,
                tierLimit: TIER_LIMIT,
                issuerCapabilities: 0,
                holderCapabilities: 0,
                rulesDigest: keccak256("data/receipt-class.yaml")
            });
    }

    function admitTo(uint256 organisation, uint16 capabilities) internal {
        vm.prank(address(timelock));
        registry.setCapabilities(org(organisation), capabilities);
    }

    function attest(uint256 inspector, uint40 until) internal {
        vm.prank(account(inspector));
        receipts.attestSite(org(WAREHOUSE), SITE, until, EVIDENCE);
    }

    function lotTerms(string memory lot) internal view returns (IWarehouseReceipts.Terms memory) {
        return
            IWarehouseReceipts.Terms({
                classId: goodsClass,
                depositor: org(SUPPLIER),
                inspector: org(INSPECTOR),
                holder: account(SUPPLIER),
                quantity: QUANTITY,
                exponent: 6,
                storageUntil: STORAGE_UNTIL,
                tierLimit: TIER_LIMIT,
                toleranceBps: 100,
                lot: lot,
                commodity: "AL-INGOT-A7",
                unit: "t",
                site: SITE,
                charges: "4.10 EUR per tonne and month",
                evidenceDigest: EVIDENCE
            });
    }

    function issue(IWarehouseReceipts.Terms memory terms) internal returns (uint256) {
        vm.prank(account(WAREHOUSE));
        return receipts.issue(terms);
    }

    function issuedLot(string memory lot) internal returns (uint256) {
        return issue(lotTerms(lot));
    }

    function give(uint256 id, uint256 from, uint256 to, uint256 units) internal {
        vm.prank(account(from));
        receipts.transfer(account(to), id, units);
    }

    /// @dev Enforceable at once, until the storage ends.
    function goodsPledge(uint256 pledgee) internal view returns (IClaims.PledgeTerms memory) {
        return IClaims.PledgeTerms(org(pledgee), timeNow(), STORAGE_UNTIL, AGREEMENT, address(0));
    }

    function recount(uint256 by, uint256 id, uint256 quantity) internal {
        vm.prank(account(by));
        receipts.recount(id, quantity, EVIDENCE);
    }

    function confirm(uint256 by, uint256 id, uint256 quantity) internal {
        vm.prank(account(by));
        receipts.confirmRecount(id, quantity, EVIDENCE);
    }

    /// @dev Both sides agree.
    function agree(uint256 id, uint256 quantity) internal {
        recount(WAREHOUSE, id, quantity);
        confirm(INSPECTOR, id, quantity);
    }

    /// @dev The taker is the holder itself.
    function surrendered(uint256 holder, uint256 id, uint256 units) internal returns (bytes32) {
        vm.prank(account(holder));
        return receipts.surrender(id, units, account(holder));
    }

    /// @dev What a taker signs, put together anew from the words of the interface.
    function deliverySignature(
        uint256 taker,
        uint256 id,
        bytes32 surrenderId,
        uint256 quantity
    ) internal view returns (bytes memory) {
        return signatureOf(keyOf("operator", taker), digestOfDelivery(id, surrenderId, quantity));
    }

    function digestOfDelivery(
        uint256 id,
        bytes32 surrenderId,
        uint256 quantity
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "DeliveryReceipt(uint256 id,bytes32 surrenderId,uint256 quantity,bytes32 evidenceDigest)"
        );
        bytes32 structHash = keccak256(abi.encode(typeHash, id, surrenderId, quantity, EVIDENCE));
        return typedDataDigest("Guildhall WarehouseReceipts", address(receipts), structHash);
    }

    function deliver(uint256 id, bytes32 surrenderId, bytes memory signature) internal returns (uint256) {
        vm.prank(account(WAREHOUSE));
        return receipts.deliver(id, surrenderId, EVIDENCE, signature);
    }

    /// @dev Surrendered and handed out.
    function delivered(uint256 holder, uint256 id, uint256 units, uint256 quantity) internal {
        bytes32 surrenderId = surrendered(holder, id, units);
        deliver(id, surrenderId, deliverySignature(holder, id, surrenderId, quantity));
    }

    function assertStands(
        uint256 id,
        IWarehouseReceipts.Status status,
        uint256 units,
        uint256 quantity
    ) internal view {
        IWarehouseReceipts.Receipt memory receipt = receipts.receiptOf(id);
        assertEq(uint256(receipt.status), uint256(status), "status");
        assertEq(receipt.units, units, "units");
        assertEq(receipt.quantity, quantity, "quantity");
    }
}

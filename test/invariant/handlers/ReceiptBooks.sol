// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {AssetClasses} from "../../../contracts/assets/AssetClasses.sol";
import {ClaimRegistry} from "../../../contracts/assets/ClaimRegistry.sol";
import {IClaims} from "../../../contracts/assets/IClaims.sol";
import {IWarehouseReceipts} from "../../../contracts/assets/IWarehouseReceipts.sol";
import {WarehouseReceipts} from "../../../contracts/assets/WarehouseReceipts.sol";
import {ReceiptsTest} from "../../assets/ReceiptsTest.sol";

/// @notice What the handlers know of the receipts they made.
abstract contract ReceiptBooks is ReceiptsTest {
    /// @param alone What one side alone reported as lost.
    struct BookedReceipt {
        uint256 id;
        uint256 issued;
        uint256 lost;
        uint256 delivered;
        uint256 alone;
        uint256 tolerance;
    }

    /// @dev A pledge, or a surrender.
    struct BookedLock {
        uint256 receipt;
        bytes32 lockId;
        bool isSurrender;
    }

    uint256 internal constant MOST_RECEIPTS = 3;
    uint256 internal constant MOST_LOCKS = 24;

    BookedReceipt[] internal _receipts;
    BookedLock[] internal _locks;
    address[] internal _holders;
    mapping(address account => uint256 organisation) internal _organisations;

    constructor(AssetClasses classes, ClaimRegistry documents, WarehouseReceipts room) {
        (assetClasses, claimRegistry, receipts, goodsClass) = (classes, documents, room, 2);
        uint256[6] memory organisations = [SUPPLIER, SECOND_SUPPLIER, AURUM, BUYER, WAREHOUSE, INSPECTOR];
        for (uint256 i = 0; i < organisations.length; ++i) {
            _book(account(organisations[i]), organisations[i]);
            _book(admin(organisations[i]), organisations[i]);
        }
    }

    function booked() external view returns (BookedReceipt[] memory) {
        return _receipts;
    }

    function holders() external view returns (address[] memory) {
        return _holders;
    }

    function organisationOf(address holder) external view returns (uint256) {
        return _organisations[holder];
    }

    /// @dev What stands pledged or surrendered on an account, from pledges and surrenders themselves.
    function lockedOn(uint256 id, address holder) external view returns (uint256 amount) {
        for (uint256 i = 0; i < _locks.length; ++i) {
            if (_receipts[_locks[i].receipt].id != id) continue;
            (address on, uint256 units) = _lock(i);
            if (on == holder) amount += units;
        }
    }

    function _lock(uint256 which) internal view returns (address holder, uint256 units) {
        BookedLock memory lock = _locks[which];
        uint256 id = _receipts[lock.receipt].id;
        if (lock.isSurrender) {
            IWarehouseReceipts.Surrender memory waiting = receipts.surrenderOf(id, lock.lockId);
            return (waiting.holder, waiting.units);
        }
        IClaims.Pledge memory pledge = receipts.pledgeOf(id, lock.lockId);
        return (pledge.holder, pledge.amount);
    }

    function _book(address holder, uint256 organisation) private {
        _holders.push(holder);
        _organisations[holder] = organisation;
    }

    function _numbered(uint256 number) internal view returns (IWarehouseReceipts.Terms memory) {
        return lotTerms(string.concat("LOT", Strings.toString(number + 1)));
    }

    function _attempt(address caller, bytes memory call) internal returns (bool done, bytes memory result) {
        vm.prank(caller);
        (done, result) = address(receipts).call(call);
    }

    function _someHolder(uint256 seed) internal view returns (address) {
        return _holders[seed % _holders.length];
    }
}

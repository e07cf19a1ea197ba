// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {IValidatorSet} from "../../contracts/consortium/IValidatorSet.sol";
import {Secp256k1} from "../lib/Secp256k1.sol";
import {Signing} from "./Signing.sol";

/// @notice Registered nodes become validators, are swapped, retire or are ejected, through the register.
contract AppointmentTest is Signing {
    uint256 private constant FIFTH = 5;

    function setUp() public {
        found(4, 1);
        admitFifth();
        wake(validators);
    }

    /* Appointing */

    function test_appointsANodeWithItsProof() public {
        bytes memory proof = _proof(FIFTH, validators);
        vm.expectEmit(address(validators));
        emit IValidatorSet.ValidatorAdded(spareNode(FIFTH), org(FIFTH), 5);
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.ValidatorAppointed(org(FIFTH), spareNode(FIFTH), address(validators));
        expectEntry(
            IConsortiumRegistry.ValidatorAppointed.selector,
            abi.encode(org(FIFTH), spareNode(FIFTH), address(validators))
        );
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
        assertTrue(validators.isValidator(spareNode(FIFTH)), "listed");
        assertEq(registry.nonces(spareNode(FIFTH)), 1, "nonce");
        assertBesuCanRead();
    }

    function test_appointsToTheStandbyList() public {
        _appoint(rescue, FIFTH, spareNode(FIFTH), _proof(FIFTH, rescue));
        assertTrue(rescue.isValidator(spareNode(FIFTH)), "listed");
    }

    function test_revertsWhenTheProofIsForOtherTerms() public {
        bytes memory proof = _proof(FIFTH, rescue);
        _expectBadSignature(spareNode(FIFTH));
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
        proof = proofOf(keyOf("spare", FIFTH), org(4), validators, timeNow());
        _expectBadSignature(spareNode(FIFTH));
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
        proof = proofOf(keyOf("spare", FIFTH), org(FIFTH), validators, timeNow() + 1);
        _expectBadSignature(spareNode(FIFTH));
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
        proof = proofOf(keyOf("admin", FIFTH), org(FIFTH), validators, timeNow());
        _expectBadSignature(spareNode(FIFTH));
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
        proof = malleated(_proof(FIFTH, validators));
        _expectBadSignature(spareNode(FIFTH));
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
    }

    function test_revertsOnAChainWithAnotherId() public {
        bytes memory proof = _proof(FIFTH, validators);
        vm.chainId(block.chainid + 1);
        _expectBadSignature(spareNode(FIFTH));
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
    }

    function test_revertsAfterTheDeadline() public {
        uint40 deadline = timeNow();
        bytes memory proof = _proof(FIFTH, validators);
        skipSeconds(1);
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_SignatureExpired.selector,
                uint256(deadline),
                uint256(timeNow())
            )
        );
        vm.prank(address(timelock));
        registry.appointValidator(validators, org(FIFTH), spareNode(FIFTH), deadline, proof);
        vm.warp(deadline);
        vm.prank(address(timelock));
        registry.appointValidator(validators, org(FIFTH), spareNode(FIFTH), deadline, proof);
    }

    function test_revertsWhenAProofIsUsedAgain() public {
        bytes memory proof = _proof(FIFTH, validators);
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
        skipBlocks(CHANGE_INTERVAL);
        _retire(address(timelock), spareNode(FIFTH));
        skipBlocks(CHANGE_INTERVAL);
        _expectBadSignature(spareNode(FIFTH));
        _appoint(validators, FIFTH, spareNode(FIFTH), proof);
    }

    function test_revertsUnlessTheOrganisationIsActive() public {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_UnknownOrganisation.selector, org(6))
        );
        _appoint(validators, 6, spareNode(FIFTH), "");
        vm.prank(address(timelock));
        registry.suspend(org(FIFTH), REASON);
        _expectWrongStatus(FIFTH, IConsortiumRegistry.Status.Suspended);
        _appoint(validators, FIFTH, spareNode(FIFTH), "");
    }

    function test_revertsUnlessTheNodeIsRegisteredForTheOrganisation() public {
        _expectNotNodeOf(spareNode(4), FIFTH);
        _appoint(validators, FIFTH, spareNode(4), "");
        _expectNotNodeOf(stranger(), FIFTH);
        _appoint(validators, FIFTH, stranger(), "");
    }

    function test_revertsWhenTheSetIsNeitherOfTheTwo() public {
        IValidatorSet other = IValidatorSet(address(governor));
        bytes memory unknown = abi.encodeWithSelector(
            IConsortiumRegistry.Registry_UnknownValidatorSet.selector,
            address(other)
        );
        expectError(unknown);
        _appoint(other, FIFTH, spareNode(FIFTH), "");
        expectError(unknown);
        registry.retireValidator(other, validatorNode(1));
        expectError(unknown);
        registry.swapValidator(other, validatorNode(1), spareNode(1), timeNow(), "");
        expectError(unknown);
        registry.ejectValidator(other, validatorNode(1));
    }

    function testFuzz_revertsWhenAppointingIsNotVoted(address caller) public {
        vm.assume(caller != address(timelock));
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_OnlyTimelock.selector,
                caller,
                address(timelock)
            )
        );
        vm.prank(caller);
        registry.appointValidator(validators, org(FIFTH), spareNode(FIFTH), timeNow(), "");
    }

    function test_theGuardsOfTheSetAlsoBindTheAlliance() public {
        bytes memory proof = proofOf(keyOf("spare", 1), org(1), validators, timeNow());
        expectError(
            abi.encodeWithSelector(IValidatorSet.ValidatorSet_OrganisationAboveCap.selector, org(1), 2, 1)
        );
        _appoint(validators, 1, spareNode(1), proof);
    }

    /* Retiring */

    function test_theAllianceRetiresAValidator() public {
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.ValidatorRetired(org(2), validatorNode(2), address(validators), false);
        expectEntry(
            IConsortiumRegistry.ValidatorRetired.selector,
            abi.encode(org(2), validatorNode(2), address(validators), false)
        );
        _retire(address(timelock), validatorNode(2));
        assertFalse(validators.isValidator(validatorNode(2)), "listed");
        vm.prank(admin(2));
        registry.removeNode(validatorNode(2));
        assertBesuCanRead();
    }

    function test_itsOwnAdminRetiresAValidator() public {
        _retire(deputy(2), validatorNode(2));
        assertFalse(validators.isValidator(validatorNode(2)), "listed");
    }

    function test_anyoneRetiresTheValidatorsOfAnExpelledOrganisation() public {
        vm.prank(address(timelock));
        registry.expel(org(2), REASON);
        _retire(stranger(), validatorNode(2));
        assertFalse(validators.isValidator(validatorNode(2)), "listed");
    }

    function test_revertsWhenRetiringAnothersValidator() public {
        _expectNotAdmin(admin(1), 2);
        _retire(admin(1), validatorNode(2));
        _expectNotAdmin(operator(2), 2);
        _retire(operator(2), validatorNode(2));
        _expectNotAdmin(stranger(), 0);
        _retire(stranger(), validatorNode(2));
        _expectNotAdmin(admin(1), 0);
        _retire(admin(1), stranger());
        expectError(abi.encodeWithSelector(IValidatorSet.ValidatorSet_UnknownValidator.selector, stranger()));
        _retire(address(timelock), stranger());
    }

    function test_revertsWhenASuspendedOrganisationRetiresItsOwn() public {
        vm.prank(address(timelock));
        registry.suspend(org(2), REASON);
        _expectWrongStatus(2, IConsortiumRegistry.Status.Suspended);
        _retire(admin(2), validatorNode(2));
        _expectNotAdmin(stranger(), 0);
        _retire(stranger(), validatorNode(2));
        _retire(address(timelock), validatorNode(2));
    }

    /* Swapping */

    function test_anAdminSwapsItsValidator() public {
        bytes memory proof = _proof(2, validators);
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.ValidatorSwapped(
            org(2),
            validatorNode(2),
            spareNode(2),
            address(validators)
        );
        expectEntry(
            IConsortiumRegistry.ValidatorSwapped.selector,
            abi.encode(org(2), validatorNode(2), spareNode(2), address(validators))
        );
        _swap(admin(2), validatorNode(2), spareNode(2), proof);
        assertTrue(validators.isValidator(spareNode(2)), "listed");
        assertFalse(validators.isValidator(validatorNode(2)), "still listed");
        assertBesuCanRead();
    }

    function test_revertsWhenSwappingAnothersValidatorOrNode() public {
        bytes memory proof = _proof(2, validators);
        _expectNotNodeOf(validatorNode(1), 2);
        _swap(admin(2), validatorNode(1), spareNode(2), proof);
        _expectNotNodeOf(spareNode(1), 2);
        _swap(admin(2), validatorNode(2), spareNode(1), proof);
        _expectNotAdmin(operator(2), 2);
        _swap(operator(2), validatorNode(2), spareNode(2), proof);
        _expectNotAdmin(stranger(), 0);
        _swap(stranger(), validatorNode(2), spareNode(2), proof);
        proof = _proof(2, rescue);
        _expectBadSignature(spareNode(2));
        _swap(admin(2), validatorNode(2), spareNode(2), proof);
        vm.prank(address(timelock));
        registry.suspend(org(2), REASON);
        _expectWrongStatus(2, IConsortiumRegistry.Status.Suspended);
        _swap(admin(2), validatorNode(2), spareNode(2), proof);
    }

    /* Ejecting */

    function test_anyoneEjectsASilentNewcomer() public {
        _appoint(validators, FIFTH, spareNode(FIFTH), _proof(FIFTH, validators));
        skipBlocks(PROBATION + 1);
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.ValidatorRetired(org(FIFTH), spareNode(FIFTH), address(validators), true);
        expectEntry(
            IConsortiumRegistry.ValidatorRetired.selector,
            abi.encode(org(FIFTH), spareNode(FIFTH), address(validators), true)
        );
        vm.prank(stranger());
        registry.ejectValidator(validators, spareNode(FIFTH));
        assertFalse(validators.isValidator(spareNode(FIFTH)), "listed");
    }

    /// @dev A fifth organisation with one registered node.
    function admitFifth() private {
        admitted("admin 5");
        bytes memory key = Secp256k1.publicKeyOf(keyOf("spare", FIFTH));
        vm.prank(admin(FIFTH));
        registry.addNode(key, "10.0.0.5:30303");
    }

    function _proof(uint256 organisation, IValidatorSet set) private view returns (bytes memory) {
        return proofOf(keyOf("spare", organisation), org(organisation), set, timeNow());
    }

    function _appoint(IValidatorSet set, uint256 organisation, address node, bytes memory proof) private {
        vm.prank(address(timelock));
        registry.appointValidator(set, org(organisation), node, timeNow(), proof);
    }

    function _retire(address caller, address validator) private {
        vm.prank(caller);
        registry.retireValidator(validators, validator);
    }

    function _swap(address caller, address validator, address replacement, bytes memory proof) private {
        vm.prank(caller);
        registry.swapValidator(validators, validator, replacement, timeNow(), proof);
    }

    function _expectBadSignature(address signer) private {
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_BadSignature.selector, signer));
    }

    function _expectNotNodeOf(address node, uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_NotNodeOf.selector, node, org(organisation))
        );
    }

    function _expectNotAdmin(address caller, uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_NotAdminOf.selector,
                caller,
                org(organisation)
            )
        );
    }

    function _expectWrongStatus(uint256 organisation, IConsortiumRegistry.Status status) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_WrongStatus.selector,
                org(organisation),
                status
            )
        );
    }
}
